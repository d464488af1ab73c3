"""What a document keeps when its persons are forgotten."""

from odoo.addons.shop_sync.core import privacy

ADDRESS = {
    "id": "3",
    "company": "Alpha",
    "firstname": "Paul",
    "lastname": "Roux",
    "vat_number": "FR1",
    "street": "1 rue A",
    "street2": "B",
    "zip": "31000",
    "city": "Toulouse",
    "state": "",
    "country": "FR",
    "phone": "1",
    "mobile": "2",
    "other": "Sonner",
}


def test_goods_and_money_stay_and_nobody_is_left():
    document = {
        "customer": {
            "id": "7",
            "guest": True,
            "email": "a@b.fr",
            "firstname": "Paul",
            "lastname": "Roux",
            "company": "",
            "siret": "9",
            "group": "3",
        },
        "invoice_address": ADDRESS,
        "delivery_address": ADDRESS,
        "lines": [{"id": "1", "quantity": "2", "customizations": [{"text": "Pour Paul"}]}],
        "wrapping": {"gift": True, "message": "Cher Paul", "tax_incl": "2"},
        "messages": [{"text": "Paul"}],
        "note": "Paul",
        "totals": {"tax_incl": "12"},
    }
    kept = privacy.forget_persons(document)
    assert kept["lines"] == [{"id": "1", "quantity": "2"}]
    assert kept["totals"] == {"tax_incl": "12"}
    assert kept["wrapping"] == {"gift": True, "message": "", "tax_incl": "2"}
    assert (kept["messages"], kept["note"]) == ([], "")
    place = {name: value for name, value in kept["delivery_address"].items() if value}
    assert place == {"zip": "31000", "city": "Toulouse", "country": "FR"}
    assert {name: value for name, value in kept["customer"].items() if value} == {
        "guest": True,
        "group": "3",
    }
    assert document["note"] == "Paul", "the original stays"


def test_a_document_that_cannot_be_read_is_left_as_it_is():
    assert privacy.forget_persons({"id": "1", "unreadable": "x"}) == {"id": "1", "unreadable": "x"}
