"""The file of bills of exchange that French banks take: records of 160 signs, CFONB.

One record 03 (who remits), one 06 for each bill, one 08 (the total). The layout stands in
``LAYOUTS`` once; the writer fills it, the reader takes it apart.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

LENGTH = 160
HIGHEST = 10**12 - 1
"""Cents that a record can hold."""
ALLOWED = re.compile(r"[^A-Z0-9*().,/+\-: ]")
LETTERS = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "’": " ", "'": " ", "&": "+"}
FRENCH_IBAN = re.compile(r"FR\d{12}[A-Z0-9]{11}\d{2}", re.ASCII)

Field = tuple[str, int, int]
"""Name, first place, length."""
LAYOUTS: dict[str, tuple[Field, ...]] = {
    "03": (
        ("record", 0, 2), ("operation", 2, 2), ("number", 4, 8), ("emitter", 12, 6),
        ("convention", 18, 6), ("day", 24, 6), ("name", 30, 24), ("bank_name", 54, 24),
        ("entry", 78, 1), ("dailly", 79, 1), ("currency", 80, 1), ("bank", 81, 5),
        ("branch", 86, 5), ("account", 91, 11), ("value_day", 118, 6), ("siren", 134, 15),
        ("reference", 149, 11),
    ),
    "06": (
        ("record", 0, 2), ("operation", 2, 2), ("number", 4, 8), ("drawee_reference", 20, 10),
        ("name", 30, 24), ("bank_name", 54, 24), ("acceptance", 78, 1), ("bank", 81, 5),
        ("branch", 86, 5), ("account", 91, 11), ("cents", 102, 12), ("due_day", 118, 6),
        ("issue_day", 124, 6), ("siren", 141, 9), ("drawer_reference", 150, 10),
    ),
    "08": (("record", 0, 2), ("operation", 2, 2), ("number", 4, 8), ("cents", 102, 12)),
}  # fmt: skip
ENTRY_CODES = {"discount": "1", "value_discount": "2", "collection": "3", "fixed_delay": "4"}
WITH_VALUE_DAY = ("discount", "value_discount")
ACCEPTANCE_CODES = {"not_accepted": "0", "accepted": "1", "promissory": "2"}


class BillError(ValueError):
    """A remittance that cannot be written: ``code``, the name of the field, its text."""

    def __init__(self, code: str, field: str = "", text: str = "") -> None:
        super().__init__(code, field, text)
        self.code, self.field, self.text = code, field, text


@dataclass(frozen=True)
class Rib:
    """A French bank account."""

    bank: str
    branch: str
    account: str
    key: str

    @classmethod
    def from_iban(cls, iban: str) -> "Rib":
        """Take a French IBAN apart.

        >>> Rib.from_iban("FR76 3000 4000 0312 3456 7890 143")
        Rib(bank='30004', branch='00003', account='12345678901', key='43')

        :raises BillError: ``iban`` (no French IBAN), ``iban_key`` (its check digits are wrong)
        """
        plain = re.sub(r"\s", "", iban).upper()
        if not FRENCH_IBAN.fullmatch(plain):
            raise BillError("iban", text=iban)
        turned = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])
        if int(turned) % 97 != 1:
            raise BillError("iban_key", text=iban)
        return cls(plain[4:9], plain[9:14], plain[14:25], plain[25:])


@dataclass(frozen=True)
class BillRecord:
    """One bill."""

    drawee_reference: str
    name: str
    bank_name: str
    acceptance: str
    rib: Rib
    cents: int
    due_day: date
    issue_day: date
    siren: str
    drawer_reference: str


@dataclass(frozen=True)
class Remittance:
    """Who remits what to which bank, and how the bank shall pay."""

    day: date
    name: str
    bank_name: str
    entry: str
    rib: Rib
    reference: str
    siren: str = ""
    convention: str = ""
    value_day: date | None = None
    dailly: str = " "


def clean(text: str) -> str:
    """Return a text in the signs of the file.

    >>> clean("Société « L'Œuvre » & Cie")
    'SOCIETE   L OEUVRE   + CIE'
    """
    text = "".join(LETTERS.get(sign, sign) for sign in text)
    plain = unicodedata.normalize("NFKD", text).upper()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return ALLOWED.sub(" ", plain)


def shorten_reference(text: str, length: int) -> str:
    """Return the last letters and digits of a reference, filled with zeros.

    >>> shorten_reference("FAC/2026/00012", 10), shorten_reference("12", 10)
    ('C202600012', '0000000012')
    """
    plain = re.sub(r"[^A-Z0-9]", "", clean(text))
    return plain[-length:].rjust(length, "0")


def write(remittance: Remittance, bills: Sequence[BillRecord], line_end: str = "\r\n") -> bytes:
    """Write a remittance.

    :raises BillError: no bill, an amount or a text that the records cannot hold
    """
    if not bills:
        raise BillError("empty")
    records = [_write_head(remittance)]
    records += [_write_bill(number, bill) for number, bill in enumerate(bills, start=2)]
    total = sum(bill.cents for bill in bills)
    if total > HIGHEST:
        raise BillError("total", text=str(total))
    records.append(_fill("08", {"number": f"{len(bills) + 2:08}", "cents": f"{total:012}"}))
    return line_end.join(records).encode("ascii")


def _write_head(remittance: Remittance) -> str:
    discounted = remittance.entry in WITH_VALUE_DAY
    if discounted and remittance.value_day is None:
        raise BillError("value_day")
    value_day = remittance.value_day if discounted else None
    return _fill(
        "03",
        {
            "number": "00000001",
            "emitter": "000000",
            "convention": clean(remittance.convention),
            "day": f"{remittance.day:%d%m%y}",
            "name": _need("name", remittance.name),
            "bank_name": clean(remittance.bank_name),
            "entry": ENTRY_CODES[remittance.entry],
            "dailly": remittance.dailly,
            "currency": "E",
            "bank": remittance.rib.bank,
            "branch": remittance.rib.branch,
            "account": remittance.rib.account,
            "value_day": f"{value_day:%d%m%y}" if value_day else "",
            "siren": remittance.siren,
            "reference": shorten_reference(_need("reference", remittance.reference), 11),
        },
    )


def _write_bill(number: int, bill: BillRecord) -> str:
    if not 0 < bill.cents <= HIGHEST:
        raise BillError("amount", "cents", str(bill.cents))
    return _fill(
        "06",
        {
            "number": f"{number:08}",
            "drawee_reference": shorten_reference(bill.drawee_reference, 10),
            "name": _need("name", bill.name),
            "bank_name": clean(bill.bank_name),
            "acceptance": ACCEPTANCE_CODES[bill.acceptance],
            "bank": bill.rib.bank,
            "branch": bill.rib.branch,
            "account": bill.rib.account,
            "cents": f"{bill.cents:012}",
            "due_day": f"{bill.due_day:%d%m%y}",
            "issue_day": f"{bill.issue_day:%d%m%y}",
            "siren": bill.siren,
            "drawer_reference": shorten_reference(bill.drawer_reference, 10),
        },
    )


def _need(field: str, text: str) -> str:
    plain = clean(text)
    if not plain.strip():
        raise BillError("blank", field, text)
    return plain


def _fill(record: str, values: Mapping[str, str]) -> str:
    """Lay texts into a record; a text that is too long is cut at its end."""
    signs = [" "] * LENGTH
    given = {"record": record, "operation": "60", **values}
    for name, start, length in LAYOUTS[record]:
        signs[start : start + length] = given[name][:length].ljust(length)
    return "".join(signs)


def read(content: bytes) -> list[dict[str, str]]:
    """Take a file apart: the fields of each record, without the blanks at their ends.

    :raises BillError: ``ascii``, ``length``, ``record``, ``number``, ``total`` with the line
    """
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError:
        raise BillError("ascii") from None
    rows = text.split("\r\n") if "\r\n" in text else _cut(text)
    records = [_read_record(place, row) for place, row in enumerate(rows, start=1)]
    kinds = [record["record"] for record in records]
    if len(kinds) < 3 or kinds != ["03", *["06"] * (len(kinds) - 2), "08"]:
        raise BillError("record", text="".join(kinds))
    total = sum(int(record["cents"]) for record in records[1:-1])
    if int(records[-1]["cents"]) != total:
        raise BillError("total", text=records[-1]["cents"])
    return records


def _cut(text: str) -> list[str]:
    return [text[start : start + LENGTH] for start in range(0, len(text), LENGTH)]


def _read_record(place: int, row: str) -> dict[str, str]:
    if len(row) != LENGTH:
        raise BillError("length", text=str(place))
    layout = LAYOUTS.get(row[:2])
    if layout is None or ALLOWED.search(row):
        raise BillError("record", text=str(place))
    fields = {name: row[start : start + length].rstrip() for name, start, length in layout}
    if fields["number"] != f"{place:08}":
        raise BillError("number", text=str(place))
    if "cents" in fields and not re.fullmatch(r"\d{12}", fields["cents"]):
        raise BillError("amount", text=str(place))
    return fields
