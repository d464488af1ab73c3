"""From one record of a provider to the values of a car: the profile is data, this is its reader.

Only the columns that a profile maps are ever looked at, and a confidential or personal column
cannot be mapped at all (requirement N5: purchase prices, names, mails and phones never stored).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from odoo.addons.transport_order.core.identity import read_plate, read_vin
from odoo.addons.transport_order.core.lot import CATEGORIES

from .feed_category import guess_category, plain
from .feed_errors import FeedError, RowIssue
from .feed_makes import normalise_make
from .feed_values import clean_text, parse_boolean, parse_date, parse_length, parse_number

Record = dict[str, str]

STATUSES = ("in_stock", "incoming", "reserved", "gone")
UNKNOWN_STATUS = "unknown"  # a word that nobody has mapped: the car waits
KEPT_STATUSES = ("in_stock", "incoming", "reserved")

# target: kind of value
TARGETS = {
    "ext_ref": "text",
    "plate": "plate",
    "vin": "vin",
    "make": "make",
    "model": "text",
    "version": "text",
    "body": "text",
    "kind": "text",
    "category": "choice",
    "running": "boolean",
    "status": "choice",
    "mileage": "integer",
    "length_mm": "length",
    "height_mm": "length",
    "mass_kg": "integer",
    "color": "text",
    "first_registration": "date",
    "location": "text",
}
TRANSFORMS = ("none", "first_word", "after_first_word", "before", "after", "first_of_list")
_HELPERS = ("body", "kind")  # they only feed the category
_LONGEST = {"ext_ref": 120, "version": 250, "model": 120, "make": 60, "color": 60, "location": 120}
DEFAULT_VALUES = {
    "plate": "",
    "vin": "",
    "make": "",
    "model": "",
    "version": "",
    "mileage": 0,
    "length_mm": 0,
    "height_mm": 0,
    "color": "",
    "first_registration": None,
    "location": "",
}

_DENIED_TOKENS = frozenset(
    [
        "achat",
        "achats",
        "purchase",
        "cost",
        "cout",
        "marge",
        "margin",
        "marchand",
        "cession",
        "agent",
        "vendeur",
        "seller",
        "acheteur",
        "buyer",
        "mail",
        "mails",
        "email",
        "courriel",
        "tel",
        "tels",
        "telephone",
        "phone",
        "portable",
        "mobile",
        "fax",
        "gsm",
        "contact",
        "contacts",
        "proprietaire",
        "owner",
        "titulaire",
        "iban",
        "siret",
        "adresse",
        "address",
        "naissance",
        "password",
        "passwd",
    ]
)
_DENIED_NAMES = ("nom_client", "client_nom", "prenom", "firstname", "lastname", "customer_name")
_PERSONAL_VALUE = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}|(?<![\w-])(?:\+33|0033|0)\s?[1-9](?:[ .-]?\d{2}){4}(?![\w-])"
)


def is_denied(column: str | None) -> bool:
    """Whether a source column may carry a price of the dealer or data of a person."""
    spelled = re.sub(r"([a-z])([A-Z])", r"\1_\2", column or "")
    name = re.sub(r"[^a-z0-9]+", "_", plain(spelled)).strip("_")
    return bool(_DENIED_TOKENS & set(name.split("_"))) or any(
        denied in name for denied in _DENIED_NAMES
    )


@dataclass(frozen=True)
class Rule:
    """``source`` column → ``target`` of a car.

    :param transform: one of TRANSFORMS, ``argument`` its text (``before``/``after``)
    :param default: value when the column is empty
    :param values: value table, compared without case and accents
    """

    source: str
    target: str
    transform: str = "none"
    argument: str = ""
    default: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Profile:
    """A provider's layout. ``date_format``: ``auto``, ``dmy``, ``ymd`` or ``mdy``."""

    format: str = "csv"
    record_path: str = ""
    delimiter: str = ""
    quote: str = '"'
    header: bool = True
    encoding: str = ""
    sheet: str = ""
    date_format: str = "auto"
    decimal_comma: bool = True
    kept_statuses: tuple[str, ...] = KEPT_STATUSES
    rules: tuple[Rule, ...] = ()

    def fingerprint(self) -> str:
        """Changes whenever a row could be read differently."""
        content = json.dumps(_plain_data(self), ensure_ascii=False, sort_keys=True)
        return hashlib.blake2b(content.encode(), digest_size=8).hexdigest()


def _plain_data(profile: Profile) -> dict[str, Any]:
    data = dict(profile.__dict__)
    data["rules"] = [dict(rule.__dict__) for rule in profile.rules]
    return data


@dataclass
class Row:
    """One car read: where in the file, which reference, values or the reason there are none."""

    line: int
    reference: str
    row_hash: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    issues: list[RowIssue] = field(default_factory=list)


def _single(text: str) -> str:
    """A value that a car has once; a reader that found several joined them with a bar."""
    if "|" in text:
        raise ValueError(text)
    return text


def _transform(text: str, rule: Rule) -> str:
    if rule.transform == "none":
        return text
    head, _space, tail = text.partition(" ")
    if rule.transform == "first_word":
        return head
    if rule.transform == "after_first_word":
        return tail
    if rule.transform == "before":
        return text.partition(rule.argument)[0] if rule.argument else text
    if rule.transform == "after":
        return text.partition(rule.argument)[2] if rule.argument else text
    return text.split("|", maxsplit=1)[0]


# --- the mapper ---------------------------------------------------------------------------------


class Mapper:
    """Reads records with one profile; made once a file."""

    def __init__(self, profile: Profile) -> None:
        denied = sorted({rule.source for rule in profile.rules if is_denied(rule.source)})
        if denied:
            raise FeedError("denied_columns", columns=", ".join(denied))
        self.profile = profile
        self.sources = tuple(dict.fromkeys(rule.source for rule in profile.rules if rule.source))
        self._salt = profile.fingerprint().encode()
        self._rules = [
            (rule, {plain(word).strip(): value for word, value in rule.values})
            for rule in profile.rules
        ]
        self._reference_rules = [
            (rule, table)
            for target in ("ext_ref", "vin", "plate")
            for rule, table in self._rules
            if rule.target == target
        ]

    def check_columns(self, names: Iterable[str]) -> list[str]:
        """Refuse a table without any column that identifies a car; the other missing names."""
        missing = [source for source in self.sources if source not in names]
        found = [rule for rule, _table in self._reference_rules if rule.source in names]
        if not found:
            raise FeedError(
                "missing_columns",
                line=1,
                columns=", ".join(dict.fromkeys(rule.source for rule, _t in self._reference_rules)),
            )
        return missing

    def reference(self, record: Record) -> str:
        """What identifies the car at this provider: its reference, else VIN, else plate."""
        for rule, table in self._reference_rules:
            text = self._cell(record, rule, table)
            if rule.target == "plate":
                text = read_plate(text).text
            elif rule.target == "vin":
                text = read_vin(text).text
            if text and "|" not in text:
                return text[: _LONGEST["ext_ref"]]
        return ""

    def row_hash(self, record: Record) -> str:
        """Mark of everything that this profile reads of the record (32 hexadecimal digits)."""
        digest = hashlib.blake2b(self._salt, digest_size=16)
        digest.update("\x1f".join([record.get(source) or "" for source in self.sources]).encode())
        return digest.hexdigest()

    def _cell(self, record: Record, rule: Rule, table: dict[str, str]) -> str:
        text = clean_text((record.get(rule.source) or "")[:2000]) if rule.source else ""
        if text and rule.transform != "none":
            text = clean_text(_transform(text, rule))
        if table:
            text = table.get(plain(text).strip(), text)
        return text or rule.default

    def values(self, row: Row, record: Record) -> dict[str, Any]:
        """Values of the car (every key of DEFAULT_VALUES and category, running, status)."""
        found: dict[str, Any] = {}
        for rule, table in self._rules:
            text = self._cell(record, rule, table)
            if not text or rule.target == "ext_ref":
                continue
            if rule.target == "status" and found.get("status") in ("gone", UNKNOWN_STATUS):
                continue  # sold stays sold, whatever a later column says
            value = self._value(rule, text, row)
            if value not in (None, ""):
                found[rule.target] = value
        return self._complete(found)

    def _value(self, rule: Rule, text: str, row: Row) -> Any:
        kind = TARGETS[rule.target]
        reader = getattr(self, f"_read_{kind}")
        try:
            return reader(rule.target, text, row)
        except ValueError:
            row.issues.append(
                RowIssue(
                    "bad_value",
                    line=row.line,
                    reference=row.reference,
                    level="warning",
                    column=rule.source,
                    value=text[:40],
                )
            )
            return None

    def _read_text(self, target: str, text: str, row: Row) -> str:
        mended = clean_text(_PERSONAL_VALUE.sub("", text))
        if mended != text:
            row.issues.append(
                RowIssue("personal_value", line=row.line, reference=row.reference, level="repaired")
            )
        return mended[: _LONGEST.get(target, 120)]

    def _read_plate(self, _target: str, text: str, _row: Row) -> str:
        return read_plate(_single(text)).text[:20]

    def _read_vin(self, _target: str, text: str, _row: Row) -> str:
        return read_vin(_single(text)).text[:30]

    def _read_make(self, target: str, text: str, row: Row) -> str:
        return normalise_make(self._read_text(target, text, row))

    def _read_choice(self, target: str, text: str, row: Row) -> str | None:
        if target == "status" and text not in STATUSES:
            row.issues.append(self._issue("unknown_status", row, text, target))
            return UNKNOWN_STATUS
        if target == "category" and text not in CATEGORIES:
            row.issues.append(self._issue("unknown_category", row, text, target))
            return None
        return text

    def _issue(self, code: str, row: Row, text: str, target: str) -> RowIssue:
        column = next((rule.source for rule in self.profile.rules if rule.target == target), "")
        return RowIssue(
            code,
            line=row.line,
            reference=row.reference,
            level="warning",
            column=column,
            value=text[:40],
        )

    def _read_boolean(self, _target: str, text: str, _row: Row) -> bool:
        value = parse_boolean(text)
        if value is None:
            raise ValueError(text)
        return value

    def _read_integer(self, _target: str, text: str, _row: Row) -> int:
        number = parse_number(text, self.profile.decimal_comma)
        if not 0 <= number < 10_000_000:
            raise ValueError(text)
        return round(number)

    def _read_length(self, _target: str, text: str, _row: Row) -> int:
        return parse_length(text, self.profile.decimal_comma)

    def _read_date(self, _target: str, text: str, _row: Row) -> str | None:
        return parse_date(text, self.profile.date_format)

    @staticmethod
    def _complete(found: dict[str, Any]) -> dict[str, Any]:
        body, kind = (found.pop(name, "") for name in _HELPERS)
        values: dict[str, Any] = DEFAULT_VALUES | found
        values.setdefault("running", True)
        values.setdefault("status", "in_stock")
        values["category_guessed"] = False
        if "category" not in found:
            values["category"], values["category_guessed"] = guess_category(
                body, kind, values["length_mm"], values["height_mm"]
            )
        return values


def read_rows(
    mapper: Mapper,
    records: Iterable[tuple[int, Record]],
    known_hashes: Mapping[str, str] | None = None,
) -> Iterator[Row]:
    """Rows of a file, unchanged ones without values (their hash is in ``known_hashes``).

    :param records: iterable of ``(line, record)``
    :param known_hashes: ``{reference: row_hash}`` of what is stored
    """
    known = known_hashes or {}
    seen: dict[str, int] = {}
    for line, record in records:
        reference = mapper.reference(record)
        row = Row(line, reference)
        if not reference:
            row.issues.append(RowIssue("no_reference", line=line))
        elif reference in seen:
            row.issues.append(
                RowIssue("double_reference", line=line, reference=reference, first=seen[reference])
            )
        else:
            seen[reference] = line
            row.row_hash = mapper.row_hash(record)
            if known.get(reference) != row.row_hash:
                row.values = mapper.values(row, record)
        yield row
