"""UNIMARC records as they are: ISO 2709 and MarcXchange, in and out, nothing lost (B11, B58).

A record is kept with every zone in its order, known or not. ISO 2709 is a leader of 24 characters,
a directory (tag, length, start) and the zones; only UTF-8 is written, and what cannot be read as
UTF-8 is refused with the character set that the record names.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from .safe_xml import parse_xml
from .unreadable import Unreadable

NAMESPACE = "info:lc/xmlns/marcxchange-v2"
_NAMESPACES = (NAMESPACE, "info:lc/xmlns/marcxchange-v1", "http://www.loc.gov/MARC21/slim")
END_OF_RECORD, END_OF_FIELD, SUBFIELD = b"\x1d", b"\x1e", b"\x1f"
LEADER = 24
LONGEST_FIELD, LONGEST_RECORD = 9_999, 99_999
_ENTRY = 12
_BLANKS = b" \r\n\t"
# What XML cannot hold, and no record needs; the mark of C1 (0x80–0x9F) around articles is kept.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"[0-9A-Za-z]{3}")


@dataclass(frozen=True)
class Zone:
    """One field: a control field has a ``value``, the others have ``subfields``."""

    tag: str
    value: str = ""
    indicators: str = ""
    subfields: tuple[tuple[str, str], ...] = ()

    @property
    def is_control(self) -> bool:
        """Zones 001 to 009 hold one value.

        >>> Zone("001", "FRBNF1").is_control, Zone("200", "", "1 ").is_control
        (True, False)
        """
        return self.tag.startswith("00")

    def first(self, code: str) -> str:
        """The first value of a subfield, or an empty text."""
        return next((value for name, value in self.subfields if name == code), "")


@dataclass(frozen=True)
class MarcRecord:
    """A record, its zones in their order; ``attributes`` are those of MarcXchange only."""

    leader: str
    zones: tuple[Zone, ...]
    attributes: tuple[tuple[str, str], ...] = field(default=(), compare=False)


# --- MarcXchange


def read_marcxchange(data: bytes) -> list[MarcRecord]:
    """Every record of a document, whatever stands around them.

    :raises Unreadable: see ``safe_xml``; ``bad_zone`` and ``bad_leader`` with the record's number
    """
    nodes = [
        node
        for node in parse_xml(data).iter(etree.Element)
        if etree.QName(node).localname == "record" and etree.QName(node).namespace in _NAMESPACES
    ]
    return [_read_node(node, number) for number, node in enumerate(nodes, 1)]


def _read_node(node: etree._Element, number: int) -> MarcRecord:
    leader, zones = "", []
    for child in node.iterchildren(etree.Element):
        name = etree.QName(child).localname
        if name == "leader":
            leader = child.text or ""
        elif name in ("controlfield", "datafield"):
            zones.append(_read_zone(child, name, number))
    if len(leader) != LEADER or not leader.isascii():
        raise Unreadable("bad_leader", number=number)
    attributes = tuple((str(key), str(value)) for key, value in node.attrib.items())
    return MarcRecord(_without_figures(leader), tuple(zones), attributes)


def _read_zone(node: etree._Element, name: str, number: int) -> Zone:
    tag = node.get("tag") or ""
    control = name == "controlfield"
    if not _TAG.fullmatch(tag) or control != tag.startswith("00"):
        raise Unreadable("bad_zone", number=number, tag=tag[:10])
    if control:
        return Zone(tag, node.text or "")
    indicators = (node.get("ind1") or " ") + (node.get("ind2") or " ")
    subfields = tuple(
        (child.get("code") or "", child.text or "")
        for child in node.iterchildren(etree.Element)
        if etree.QName(child).localname == "subfield"
    )
    if len(indicators) != 2 or any(not _is_code(code) for code, _value in subfields):
        raise Unreadable("bad_zone", number=number, tag=tag)
    return Zone(tag, "", indicators, subfields)


def _is_code(code: str) -> bool:
    return len(code) == 1 and code.isascii() and code.isprintable()


def to_node(record: MarcRecord) -> etree._Element:
    """The record as an element of MarcXchange."""
    node = etree.Element(f"{{{NAMESPACE}}}record", nsmap={"mxc": NAMESPACE})
    for key, value in record.attributes or (("format", "UNIMARC"), ("type", "Bibliographic")):
        node.set(key, value)
    _add(node, "leader", record.leader)
    for zone in record.zones:
        if zone.is_control:
            _add(node, "controlfield", zone.value, tag=zone.tag)
            continue
        first, second = zone.indicators[0], zone.indicators[1]
        child = _add(node, "datafield", "", tag=zone.tag, ind1=first, ind2=second)
        for code, value in zone.subfields:
            _add(child, "subfield", value, code=code)
    return node


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    for key, value in attributes.items():
        child.set(key, value)
    if text:
        child.text = text
    return child


def to_xml(record: MarcRecord) -> str:
    """The record as text, the way titles keep it."""
    return str(etree.tostring(to_node(record), encoding="unicode"))


def write_marcxchange(records: Iterable[MarcRecord]) -> bytes:
    """A collection of records."""
    root = etree.Element(f"{{{NAMESPACE}}}collection", nsmap={"mxc": NAMESPACE})
    root.extend(map(to_node, records))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


# --- ISO 2709


def read_iso2709(data: bytes) -> list[MarcRecord]:
    """Every record of a file; blanks between records are allowed.

    :raises Unreadable: ``not_marc``, ``cut``, ``bad_leader``, ``bad_zone``, ``charset``
    """
    return [_read_record(chunk, number) for number, chunk in enumerate(_split(data), 1)]


def _split(data: bytes) -> Iterator[bytes]:
    start, number = 0, 0
    while True:
        while data[start : start + 1] and data[start : start + 1] in _BLANKS:
            start += 1
        if start >= len(data):
            return
        number += 1
        size = data[start : start + 5]
        if not size.isdigit():
            raise Unreadable("not_marc", number=number)
        end = start + int(size)
        chunk = data[start:end]
        if len(chunk) < max(int(size), LEADER + 2) or not chunk.endswith(END_OF_RECORD):
            raise Unreadable("cut", number=number)
        yield chunk
        start = end


def _read_record(chunk: bytes, number: int) -> MarcRecord:
    leader = chunk[:LEADER]
    base = leader[12:17]
    if not leader.isascii() or not base.isdigit() or leader[10:12] + leader[20:22] != b"2245":
        raise Unreadable("bad_leader", number=number)
    start = int(base)
    directory = chunk[LEADER : start - 1]
    wrong_end = chunk[start - 1 : start] != END_OF_FIELD or start <= LEADER
    if wrong_end or len(directory) % _ENTRY:
        raise Unreadable("bad_leader", number=number)
    body = chunk[start:-1]
    raw = [
        _cut_zone(directory[at : at + _ENTRY], body, number)
        for at in range(0, len(directory), _ENTRY)
    ]
    if sum(len(content) + 1 for _tag, content in raw) != len(body):
        raise Unreadable("bad_zone", number=number, tag="")
    zones = tuple(_decode_zone(tag, content, raw, number) for tag, content in raw)
    return MarcRecord(_without_figures(leader.decode("ascii")), zones)


def _cut_zone(entry: bytes, body: bytes, number: int) -> tuple[str, bytes]:
    tag = entry[:3].decode("ascii", "replace")
    if not _TAG.fullmatch(tag) or not entry[3:].isdigit():
        raise Unreadable("bad_zone", number=number, tag="")
    length, start = int(entry[3:7]), int(entry[7:])
    content = body[start : start + length]
    if len(content) != length or content[-1:] != END_OF_FIELD or END_OF_FIELD in content[:-1]:
        raise Unreadable("bad_zone", number=number, tag=tag)
    return tag, content[:-1]


def _decode_zone(tag: str, content: bytes, raw: list[tuple[str, bytes]], number: int) -> Zone:
    try:
        parts = [part.decode("utf-8") for part in content.split(SUBFIELD)]
    except UnicodeDecodeError as error:
        raise Unreadable("charset", number=number, charset=_charset(raw)) from error
    if any(_FORBIDDEN.search(part) for part in parts):
        raise Unreadable("bad_zone", number=number, tag=tag)
    if tag.startswith("00"):
        if len(parts) > 1:
            raise Unreadable("bad_zone", number=number, tag=tag)
        return Zone(tag, parts[0])
    indicators, *subfields = parts
    if len(indicators) != 2 or any(not _is_code(part[:1]) for part in subfields):
        raise Unreadable("bad_zone", number=number, tag=tag)
    return Zone(tag, "", indicators, tuple((part[0], part[1:]) for part in subfields))


def _charset(raw: list[tuple[str, bytes]]) -> str:
    """The character set that zone 100 names (positions 26 and 27 of its $a)."""
    for tag, content in raw:
        if tag == "100":
            code = content.split(SUBFIELD + b"a")[-1][26:28].decode("ascii", "replace")
            return {"03": "ISO 5426", "02": "ISO 646", "01": "ISO 646"}.get(code, code.strip())
    return ""


def _without_figures(leader: str) -> str:
    """The leader without what follows from the length of the record.

    >>> _without_figures("00417nam  2200157 i 450 ")
    '     nam  22      i 450 '
    """
    return " " * 5 + leader[5:12] + " " * 5 + leader[17:]


def write_iso2709(records: Iterable[MarcRecord]) -> bytes:
    """A file of records in UTF-8.

    :raises Unreadable: ``too_long`` with the record's number: the format counts with few digits
    """
    return b"".join(_write_record(record, number) for number, record in enumerate(records, 1))


def _write_record(record: MarcRecord, number: int) -> bytes:
    directory, body = b"", b""
    for zone in record.zones:
        content = _encode_zone(zone) + END_OF_FIELD
        if len(content) > LONGEST_FIELD or len(body) > LONGEST_RECORD:
            raise Unreadable("too_long", number=number, tag=zone.tag)
        directory += f"{zone.tag}{len(content):04}{len(body):05}".encode()
        body += content
    base = LEADER + len(directory) + 1
    size = base + len(body) + 1
    if size > LONGEST_RECORD:
        raise Unreadable("too_long", number=number, tag="")
    middle, end = record.leader[5:10], record.leader[17:20]
    leader = f"{size:05}{middle}22{base:05}{end}45{record.leader[22:]}".encode("ascii")
    return leader + directory + END_OF_FIELD + body + END_OF_RECORD


def _encode_zone(zone: Zone) -> bytes:
    if zone.is_control:
        return zone.value.encode()
    parts = [zone.indicators.encode(), *((code + value).encode() for code, value in zone.subfields)]
    return SUBFIELD.join(parts)
