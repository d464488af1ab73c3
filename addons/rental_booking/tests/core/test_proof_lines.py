import pytest

from odoo.addons.rental_booking.core.proof_lines import merge_alike


def make_line(index, **values):
    return {
        "product": "Cable",
        "kit": False,
        "unit": "",
        "index": index,
        "quantity": 1,
        "status": "Returned",
        "sold": False,
        "price": "15 €",
        "comment": "",
        "before": False,
        "photos": [],
        "photos_before": [],
        "accessories": [],
        **values,
    }


def test_thirty_cables_are_one_line():
    (line,) = merge_alike([make_line(index) for index in range(1, 31)])
    assert (line["quantity"], line["index"]) == (30, "1–30")


@pytest.mark.parametrize(
    "own",
    [
        {"unit": "CAB-2"},
        {"comment": "Cut"},
        {"photos": [7]},
        {"photos_before": [7]},
        {"before": "Scratch"},
        {"sold": True},
        {"status": "Missing"},
        {"product": "Lamp"},
        {"price": "20 €"},
        {"kit": {"id": 1, "name": "Kit"}},
        {"accessories": [{"name": "Case", "present": False}]},
    ],
)
def test_what_is_told_otherwise_keeps_its_line(own):
    lines = [make_line(1), make_line(2), make_line(3, **own), make_line(4), make_line(5)]
    told = merge_alike(lines)
    assert [line["index"] for line in told] == ["1–2", 3, "4–5"]
    assert told[1] == lines[2]


def test_nothing_is_lost_and_what_was_signed_stays_as_it_is():
    lines = [make_line(index, unit=f"CAM-{index}") for index in (1, 2)] + [
        make_line(3),
        make_line(4),
    ]
    before = [dict(line) for line in lines]
    assert sum(line["quantity"] for line in merge_alike(lines)) == 4
    assert lines == before
    assert merge_alike([]) == []
