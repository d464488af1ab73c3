from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_contract.core.amendments import changed, rebase

versions = st.fixed_dictionaries({name: st.integers(0, 2) for name in "abc"})


@given(versions, versions, versions)
def test_only_what_an_amendment_changed_comes_of_it(base, wanted, current):
    after = rebase(base, wanted, current)
    for name in "abc":
        assert after[name] == (current if wanted[name] == base[name] else wanted)[name]
    assert rebase(base, wanted, base) == wanted
    assert set(changed(base, rebase(base, wanted, base))) == set(changed(base, wanted))


def test_names_and_emptiness_are_no_difference():
    before = {
        "line_ids": [[7, 1.0, "", "Gate"]],
        "index_id": [3, "Syntec"],
        "terms_text": False,
        "notice_days": 0,
    }
    after = {
        "line_ids": [[7, 1.0, "", "Sliding gate"]],
        "index_id": [3, "Syntec 2"],
        "terms_text": "",
        "notice_days": False,
    }
    assert changed(before, after) == []
    after["line_ids"] = [[7, 2.0, "", "Gate"]]
    assert changed(before, {**after, "index_id": False}) == ["line_ids", "index_id"]
