"""The file of bills, field by field.

``data/oca_collection.txt`` was written by OCA's ``account_payment_fr_lcr`` 19.0 (its own functions,
run apart from ours); ``data/by_hand.txt`` was typed from the layout with a ruler.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.account_lcr_fr.core import cfonb160
from odoo.addons.account_lcr_fr.core.cfonb160 import BillError, BillRecord, Remittance, Rib

DATA = Path(__file__).parents[1] / "data"
OWN = Rib.from_iban("FR7630004000031234567890143")
HEAD = Remittance(
    day=date(2026, 11, 27),
    name="Maison de démonstration",
    bank_name="BNP Paribas",
    entry="collection",
    rib=OWN,
    reference="REM202600007",
    siren="303265045",
)
BILLS = [
    BillRecord(
        "FAC/2026/00012",
        "Garage des Minimes",
        "CIC Sud-Ouest",
        "not_accepted",
        Rib.from_iban("FR4610096000501234567890182"),
        123456,
        date(2026, 12, 31),
        date(2026, 10, 30),
        "552100554",
        "LCR/2026/0001",
    ),
    BillRecord(
        "FAC/2026/00013",
        "Société Générale de Très Longue Raison Sociale",
        "",
        "accepted",
        Rib.from_iban("FR6914508000305625491245F85"),
        99999999,
        date(2027, 1, 4),
        date(2026, 11, 2),
        "",
        "LCR/2026/0002",
    ),
    BillRecord(
        "7",
        "Ateliers Lefèvre (Blagnac)",
        "Banque de France",
        "promissory",
        Rib.from_iban("FR7630001007941234567890185"),
        1,
        date(2026, 12, 28),
        date(2026, 11, 3),
        "732829320",
        "BOR/2026/0001",
    ),
]


def test_a_file_for_collection_is_the_one_that_oca_writes():
    head = replace(HEAD, dailly=" ")
    assert cfonb160.write(head, BILLS) == (DATA / "oca_collection.txt").read_bytes()


def test_a_file_for_discount_is_the_one_typed_by_hand():
    head = replace(
        HEAD, entry="discount", value_day=date(2026, 11, 30), convention="CONV01", dailly="1"
    )
    written = cfonb160.write(head, BILLS[:1], line_end="")
    assert written == (DATA / "by_hand.txt").read_bytes().replace(b"\n", b"")


texts = st.text(min_size=1, max_size=60).filter(lambda text: cfonb160.clean(text).strip())
ribs = st.sampled_from([bill.rib for bill in BILLS] + [OWN])
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
bills = st.builds(
    BillRecord,
    drawee_reference=texts,
    name=texts,
    bank_name=st.text(max_size=40),
    acceptance=st.sampled_from(sorted(cfonb160.ACCEPTANCE_CODES)),
    rib=ribs,
    cents=st.integers(1, 10**9),
    due_day=days,
    issue_day=days,
    siren=st.sampled_from(["", "552100554"]),
    drawer_reference=texts,
)


@given(
    st.lists(bills, min_size=1, max_size=6),
    st.sampled_from(sorted(cfonb160.ENTRY_CODES)),
    days,
    st.sampled_from(["\r\n", ""]),
)
def test_what_is_written_is_read_back(group, entry, day, line_end):
    head = replace(HEAD, entry=entry, day=day, value_day=day)
    content = cfonb160.write(head, group, line_end)
    assert len(content) == 160 * (len(group) + 2) + len(line_end) * (len(group) + 1)
    assert not set(content.decode("ascii")) - set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*().,/+-: \r\n"
    )
    first, *middle, last = cfonb160.read(content)
    assert first["entry"] == cfonb160.ENTRY_CODES[entry]
    assert bool(first["value_day"]) == (entry in ("discount", "value_discount"))
    assert [int(record["cents"]) for record in middle] == [bill.cents for bill in group]
    assert [record["account"] for record in middle] == [bill.rib.account for bill in group]
    assert [record["due_day"] for record in middle] == [f"{bill.due_day:%d%m%y}" for bill in group]
    assert int(last["cents"]) == sum(bill.cents for bill in group)
    assert last["number"] == f"{len(group) + 2:08}"


@pytest.mark.parametrize(
    ("iban", "code"),
    [
        ("DE89370400440532013000", "iban"),
        ("FR7630004000031234567890144", "iban_key"),
        ("FR763000400003123456789014", "iban"),
        ("", "iban"),
        ("FR76300040000312345678901٣٣", "iban"),
    ],
)
def test_foreign_and_wrong_accounts_are_refused(iban, code):
    with pytest.raises(BillError) as fault:
        Rib.from_iban(iban)
    assert (fault.value.code, fault.value.text) == (code, iban)


@pytest.mark.parametrize(
    ("head", "group", "code"),
    [
        ({}, [], "empty"),
        ({"entry": "discount", "value_day": None}, BILLS, "value_day"),
        ({"name": "€€"}, BILLS, "blank"),
        ({"reference": " "}, BILLS, "blank"),
        ({}, [replace(BILLS[0], cents=0)], "amount"),
        ({}, [replace(BILLS[0], cents=-5)], "amount"),
        ({}, [replace(BILLS[0], cents=10**12)], "amount"),
        ({}, [replace(BILLS[0], cents=10**12 - 1)] * 2, "total"),
        ({}, [replace(BILLS[0], name="!")], "blank"),
    ],
)
def test_what_a_record_cannot_hold_is_refused(head, group, code):
    with pytest.raises(BillError) as fault:
        cfonb160.write(replace(HEAD, **head), group)
    assert fault.value.code == code


def test_the_largest_amount_fits():
    content = cfonb160.write(HEAD, [replace(BILLS[0], cents=10**12 - 1)])
    assert cfonb160.read(content)[-1]["cents"] == "9" * 12


def damage(content, name):
    lines = content.split(b"\r\n")
    if name == "total":
        lines[-1] = lines[-1].replace(b"000100123456", b"000100123457")
    elif name == "length":
        lines[1] = lines[1][:-1]
    elif name == "number":
        lines[2] = lines[2].replace(b"00000003", b"00000004", 1)
    elif name == "record":
        lines.pop()
    elif name == "amount":
        lines[1] = lines[1].replace(b"000000123456", b"00000012345A")
    elif name == "ascii":
        lines[1] = lines[1].replace(b"GARAGE", b"GARAG\xc9")
    return b"\r\n".join(lines)


@pytest.mark.parametrize("name", ["total", "length", "number", "record", "amount", "ascii"])
def test_damaged_files_are_refused(name):
    content = damage(cfonb160.write(HEAD, BILLS), name)
    with pytest.raises(BillError) as fault:
        cfonb160.read(content)
    assert fault.value.code == name


def test_control_signs_are_refused_and_never_written():
    content = cfonb160.write(HEAD, [replace(BILLS[0], name="A\r\nB\x00C")])
    assert cfonb160.read(content)[1]["name"] == "A  B C"
    with pytest.raises(BillError, match="record"):
        cfonb160.read(content.replace(b"A  B C", b"A \x07B C"))


@given(st.data())
def test_a_file_that_was_cut_is_refused(data):
    content = cfonb160.write(HEAD, BILLS)
    with pytest.raises(BillError):
        cfonb160.read(content[: data.draw(st.integers(0, len(content) - 1))])


@given(st.binary(max_size=400), st.sampled_from([b"", b"0360", b"0360" + b"0" * 156]))
def test_no_bytes_bring_the_reader_down(octets, head):
    with pytest.raises(BillError):
        cfonb160.read(head + octets)
