"""UNIMARC records (MarcXchange, as the BnF catalogue answers): the fields a bookshop shows.

Zones: 010 ISBN, 073 EAN, 200 title, 210/214 publisher, 215 extent, 225 collection, 330 summary,
7xx authors with their role in ``$4``. The raw record is kept beside, so nothing is lost (B11).
"""

import re
from typing import Any

from lxml import etree

MARCXCHANGE = "{info:lc/xmlns/marcxchange-v2}"
Record = dict[str, Any]
# tag → [(second indicator, [(subfield, value)])]
Fields = dict[str | None, list[tuple[str | None, list[tuple[str | None, str]]]]]
AUTHOR_TAGS = ("700", "701", "702")
AUTHOR_ROLES = {"", "070"}


def parse_records(xml: bytes) -> list[Record]:
    """Each bibliographic record of an SRU answer.

    :param bytes xml:
    :returns: list of dicts with the keys ``record_id``, ``isbn``, ``title``, ``subtitle``,
        ``authors``, ``publisher``, ``year``, ``pages``, ``collection``, ``summary``, ``raw``;
        ``isbns`` (all that are right, as written), ``number`` (in its collection), ``dewey``,
        ``price`` (words of the day of the legal deposit, francs too), ``has_publication``
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    tree = etree.fromstring(xml, parser)
    return [_read_record(node) for node in tree.iter(f"{MARCXCHANGE}record")]


def _read_record(node: etree._Element) -> Record:
    fields: Fields = {}
    for field in node.findall(f"{MARCXCHANGE}datafield"):
        subfields = [
            (subfield.get("code"), _clean(subfield.text))
            for subfield in field.findall(f"{MARCXCHANGE}subfield")
        ]
        fields.setdefault(field.get("tag"), []).append((field.get("ind2"), subfields))
    identifier = node.find(f"{MARCXCHANGE}controlfield[@tag='001']")
    return {
        "record_id": (identifier.text or "").strip() if identifier is not None else "",
        "isbn": _first(fields, "010", "a") or _first(fields, "073", "a"),
        "title": _title(fields),
        "subtitle": _first(fields, "200", "e"),
        "authors": _authors(fields),
        "publisher": _publisher(fields, "c"),
        "year": _year(fields),
        "pages": _pages(fields),
        "collection": _first(fields, "225", "a") or _first(fields, "410", "t"),
        "summary": _first(fields, "330", "a"),
        "isbns": _all(fields, "010", "a") + _all(fields, "073", "a"),
        "number": _first(fields, "225", "v") or _first(fields, "410", "v"),
        "dewey": _first(fields, "676", "a"),
        "price": _first(fields, "010", "d"),
        "has_publication": any(indicator == "0" for indicator, _ in fields.get("214", [])),
        "raw": etree.tostring(node, encoding="unicode", with_tail=False),
    }


def _clean(text: str | None) -> str:
    text = re.sub(r"[\x88\x89\x98\x9c]", "", text or "")
    return re.sub(r"\s+", " ", text).strip()


def _first(fields: Fields, tag: str, code: str) -> str:
    for _indicator, subfields in fields.get(tag, []):
        for name, value in subfields:
            if name == code and value:
                return value
    return ""


def _all(fields: Fields, tag: str, code: str) -> list[str]:
    return [
        value
        for _indicator, subfields in fields.get(tag, [])
        for name, value in subfields
        if name == code and value
    ]


def _title(fields: Fields) -> str:
    parts = []
    for _indicator, subfields in fields.get("200", [])[:1]:
        main = [value for name, value in subfields if name == "a" and value]
        parts = [re.sub(r"^\[(.*)\]$", r"\1", main[0])] if main else []
        parts += [value for name, value in subfields if name in ("h", "i") and value]
    return ". ".join(parts)


def _authors(fields: Fields) -> str:
    people = []
    for tag in AUTHOR_TAGS:
        for _indicator, subfields in fields.get(tag, []):
            values = dict(reversed(subfields))
            name = " ".join(filter(None, [values.get("b"), values.get("a")]))
            if name:
                people.append((values.get("4", ""), name))
    named = [name for role, name in people if role in AUTHOR_ROLES] or [
        name for _role, name in people
    ]
    return ", ".join(dict.fromkeys(named))


def _publisher(fields: Fields, code: str) -> str:
    for tag in ("214", "210"):
        for indicator, subfields in fields.get(tag, []):
            if tag == "214" and indicator != "0":
                continue
            for name, value in subfields:
                if name == code and value and "s.n." not in value.lower():
                    return value.strip("[]")
    return ""


def _year(fields: Fields) -> int:
    match = re.search(r"\d{4}", _publisher(fields, "d"))
    return int(match.group()) if match else 0


def _pages(fields: Fields) -> int:
    match = re.search(r"(\d+)\s*p\b", _first(fields, "215", "a"))
    return int(match.group(1)) if match else 0
