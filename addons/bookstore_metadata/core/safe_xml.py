"""XML that others wrote: no entity, no network, no bomb."""

import re

from lxml import etree

from .unreadable import Unreadable

_ENCODING = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252"}
_BOM = b"\xef\xbb\xbf"


def check_xml(data: bytes) -> bytes:
    """``data`` without its mark of byte order, when it declares nothing dangerous.

    An entity is looked for as text, so the encoding must be one whose letters are those of ASCII.

    >>> check_xml(b"<a/>")
    b'<a/>'

    :raises Unreadable: ``not_xml``, ``encoding``, ``entities``
    """
    text = data.removeprefix(_BOM).lstrip()
    if not text.startswith(b"<"):
        raise Unreadable("not_xml")
    declared = _ENCODING.match(text)
    if b"\x00" in text or (declared and declared[1].lower() not in _ENCODINGS):
        raise Unreadable("encoding")
    if b"<!ENTITY" in text:
        raise Unreadable("entities")
    return text


def parse_xml(data: bytes) -> etree._Element:
    """The root of a whole document.

    :raises Unreadable: the same, and ``not_xml`` for what is cut or is no XML
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(check_xml(data), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("not_xml") from error
