from types import SimpleNamespace

from odoo.addons.suite_base.core.compose import compose_action


def _record():
    known = {"shop.mail_template_claim": SimpleNamespace(id=41)}
    env = SimpleNamespace(ref=known.__getitem__)
    return SimpleNamespace(_name="shop.parcel", ids=[7, 8], env=env)


def test_the_composer_opens_on_these_records_with_the_template():
    action = compose_action(_record(), "shop.mail_template_claim", shop_informs=True)
    assert action["res_model"] == "mail.compose.message"
    assert action["target"] == "new"
    assert action["context"] == {
        "default_model": "shop.parcel",
        "default_res_ids": [7, 8],
        "default_template_id": 41,
        "default_composition_mode": "comment",
        "shop_informs": True,
    }
    assert "name" not in action


def test_a_title_is_kept():
    assert compose_action(_record(), "shop.mail_template_claim", "Claim")["name"] == "Claim"


def test_a_blank_letter_has_no_template():
    assert compose_action(_record(), "")["context"]["default_template_id"] is False
