"""Files of a library: which format they are, and titles of the shop written as records.

A title that came from a record goes out as that record, every zone of it, with what the shop says
otherwise laid over it; one without gets a small record of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from odoo.addons.bookstore_deposit.core.codes import is_isbn, normalise_code
from odoo.addons.bookstore_deposit.core.unimarc import AUTHOR_ROLES, AUTHOR_TAGS, parse_records

from .bnf import Found, found_of, values_of
from .marc import MarcRecord, Zone, read_iso2709, read_marcxchange, to_xml
from .unreadable import Unreadable
from .values import same

MOST_RECORDS = 5_000
LARGEST_MB = 30
_LEADER = "     nam  22        450 "
Subfields = tuple[tuple[str, str], ...]


def read_library(data: bytes) -> list[MarcRecord]:
    """The records of a file, ISO 2709 or MarcXchange.

    :raises Unreadable: whatever cannot be read whole, ``too_big``, ``too_many``, ``empty``
    """
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise Unreadable("too_big", limit=LARGEST_MB)
    head = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<"):
        records = read_marcxchange(data)
    elif head[:5].isdigit():
        records = read_iso2709(data)
    else:
        raise Unreadable("unknown_format")
    if not records:
        raise Unreadable("empty")
    if len(records) > MOST_RECORDS:
        raise Unreadable("too_many", limit=MOST_RECORDS)
    return records


def understand(record: MarcRecord) -> tuple[list[str], Found]:
    """``(its ISBNs, thirteen digits each, what it says)``."""
    [said] = parse_records(to_xml(record).encode())
    codes = [normalise_code(text) for text in said["isbns"] if is_isbn(text)]
    return list(dict.fromkeys(codes)), found_of(said)


def title_record(
    values: Mapping[str, str], code: str, day: date, raw: str | None = None
) -> MarcRecord:
    """A title of the shop as a record.

    :param values: what the shop says, see ``values.FIELDS``
    :param code: its ISBN or other EAN, or an empty text
    :param raw: the record that it came from, in MarcXchange
    :raises Unreadable: ``raw`` is no record
    """
    record = _read_raw(raw) if raw else _new_record(values, code, day)
    [said] = parse_records(to_xml(record).encode())
    zones = _with_code(record.zones, code, said["isbns"])
    known = values_of(said)
    for name, lay in _LAYERS.items():
        text = values.get(name, "")
        if text and not same(name, text, known.get(name, "")):
            zones = lay(zones, text)
    return MarcRecord(record.leader, zones, record.attributes)


def _read_raw(raw: str) -> MarcRecord:
    records = read_marcxchange(raw.encode())
    if len(records) != 1:
        raise Unreadable("empty")
    return records[0]


def _new_record(values: Mapping[str, str], code: str, day: date) -> MarcRecord:
    year = values.get("year", "").rjust(4)[:4]
    coded = f"{day:%Y%m%d}d{year}    m  y0frey50      ba"
    zones = (Zone("001", code or "0"), Zone("100", "", "  ", (("a", coded),)))
    return MarcRecord(_LEADER, zones)


def _with_code(zones: tuple[Zone, ...], code: str, known: Iterable[str]) -> tuple[Zone, ...]:
    if not code or code in map(normalise_code, known):
        return zones
    return _insert(zones, Zone("010" if is_isbn(code) else "073", "", "  ", (("a", code),)))


def _insert(zones: tuple[Zone, ...], zone: Zone) -> tuple[Zone, ...]:
    """Before the first zone of a greater tag: records are in the order of their tags."""
    at = next((at for at, one in enumerate(zones) if one.tag > zone.tag), len(zones))
    return (*zones[:at], zone, *zones[at:])


def _replace(
    zones: tuple[Zone, ...],
    tags: Sequence[tuple[str, str]],
    codes: str,
    subfields: Subfields,
    indicators: str = "  ",
) -> tuple[Zone, ...]:
    """The first zone of ``tags`` (tag, second indicator or any) with ``codes`` said anew."""
    for tag, second in tags:
        for at, zone in enumerate(zones):
            if zone.tag == tag and second in ("", zone.indicators[1:]):
                kept = tuple(one for one in zone.subfields if one[0] not in codes)
                changed = Zone(tag, "", zone.indicators, subfields + kept)
                return (*zones[:at], changed, *zones[at + 1 :])
    return _insert(zones, Zone(tags[0][0], "", indicators, subfields))


def _lay_name(zones: tuple[Zone, ...], text: str) -> tuple[Zone, ...]:
    return _replace(zones, [("200", "")], "ahi", (("a", text),), "1 ")


def _lay_authors(zones: tuple[Zone, ...], text: str) -> tuple[Zone, ...]:
    zones = tuple(
        zone for zone in zones if zone.tag not in AUTHOR_TAGS or zone.first("4") not in AUTHOR_ROLES
    )
    for position, name in enumerate(filter(None, (part.strip() for part in text.split(",")))):
        tag = "701" if position else "700"
        zones = _insert(zones, Zone(tag, "", " 0", (("a", name), ("4", "070"))))
    return zones


def _lay_published(code: str) -> Callable[[tuple[Zone, ...], str], tuple[Zone, ...]]:
    def lay(zones: tuple[Zone, ...], text: str) -> tuple[Zone, ...]:
        tags = [("214", "0"), ("210", "")]
        return _replace(zones, tags, code, ((code, text),), " 0")

    return lay


def _lay_pages(zones: tuple[Zone, ...], text: str) -> tuple[Zone, ...]:
    return _replace(zones, [("215", "")], "a", (("a", f"1 vol. ({text} p.)"),))


def _lay_collection(zones: tuple[Zone, ...], text: str) -> tuple[Zone, ...]:
    name, _mark, number = text.partition(" ; ")
    subfields: Subfields = (("a", name), ("v", number)) if number else (("a", name),)
    return _replace(zones, [("225", "")], "av", subfields, "| ")


def _lay_summary(zones: tuple[Zone, ...], text: str) -> tuple[Zone, ...]:
    return _replace(zones, [("330", "")], "a", (("a", text),))


_LAYERS: dict[str, Callable[[tuple[Zone, ...], str], tuple[Zone, ...]]] = {
    "name": _lay_name,
    "authors": _lay_authors,
    "publisher": _lay_published("c"),
    "year": _lay_published("d"),
    "pages": _lay_pages,
    "collection": _lay_collection,
    "summary": _lay_summary,
}
