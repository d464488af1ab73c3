import copy

import pytest

from odoo.addons.transport_l10n_fr.core.consignment import missing_mentions

WHOLE = {
    "carrier": {"name": "T", "street": "1 quai", "zip": "33000", "city": "B", "number": "732"},
    "taken_over_on": "2026-03-02",
    "origin": {"name": "Parc", "street": "2 rue", "zip": "21000", "city": "Dijon"},
    "destination": {"name": "Garage", "street": "3 rue", "zip": "59000", "city": "Lille"},
    "cars": [{"name": "Peugeot 208", "mark": "AB-001-CD"}, {"name": "", "mark": "AB-002-CD"}],
}


def test_a_whole_note_lacks_nothing():
    assert missing_mentions(WHOLE) == []
    assert missing_mentions(WHOLE | {"cars": [{"name": "Peugeot 208", "mark": ""}]}) == []


@pytest.mark.parametrize(
    ("part", "name", "code"),
    [
        ("carrier", "name", "carrier_name"),
        ("carrier", "street", "carrier_address"),
        ("carrier", "zip", "carrier_address"),
        ("carrier", "city", "carrier_address"),
        ("carrier", "number", "carrier_number"),
        *(
            (side, name, f"{side}_{'name' if name == 'name' else 'address'}")
            for side in ("origin", "destination")
            for name in ("name", "street", "zip", "city")
        ),
    ],
)
def test_each_missing_mention_is_told_alone(part, name, code):
    note = copy.deepcopy(WHOLE)
    note[part][name] = ""
    assert missing_mentions(note) == [code]


def test_the_day_and_the_cars_are_mentions_too():
    assert missing_mentions(WHOLE | {"taken_over_on": ""}) == ["taken_over_on"]
    for cars in ([], [{"name": "", "mark": ""}], [*WHOLE["cars"], {"name": "", "mark": ""}]):
        assert missing_mentions(WHOLE | {"cars": cars}) == ["cars"]
    assert len(missing_mentions({})) == 9
