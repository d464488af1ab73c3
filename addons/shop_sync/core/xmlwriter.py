"""Small XML bodies for writes: the web service reads only XML (PrestaShop#11099)."""

import re
from typing import Any

from lxml import etree

from .parser import parse_xml

Row = dict[str, Any]

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# What PrestaShop returns but refuses to be given back (error 93), per resource.
READ_ONLY = {
    "products": {"manufacturer_name", "quantity", "position_in_category"},
    "orders": {"shipping_number"},
}


# The node of one link in each group of links.
LINKS = {
    "categories": "category",
    "product_option_values": "product_option_value",
    "product_features": "product_feature",
}


def write_rows(node: str, rows: list[Row]) -> bytes:
    """One body for many entities: ``<prestashop><stock_available>…</stock_available>…``.

    :param rows: ``[{field: value}]``, values as :func:`fill` takes them
    """
    root = etree.Element("prestashop")
    for row in rows:
        entity = etree.SubElement(root, node)
        for field, value in row.items():
            fill(entity, field, value)
    return _to_bytes(root)


def fill(entity: Any, name: str, value: Any) -> None:
    """Set a field of an entity.

    :param value: text or what becomes text (None becomes empty), ``{language: text}``, or a list of
        keys of other rows; an empty list sends nothing: it would take all links away, as a tuple of
        ``{part: text}`` does on purpose
    """
    if isinstance(value, list | tuple):
        if value or isinstance(value, tuple):
            _link(entity, name, value)
        return
    field = _emptied(entity, name)
    if isinstance(value, dict):
        for language, text in value.items():
            etree.SubElement(field, "language", id=str(language)).text = clean(text)
    else:
        field.text = clean(value)


def _link(entity: Any, name: str, keys: Any) -> None:
    groups = entity.find("associations")
    if groups is None:
        groups = etree.SubElement(entity, "associations")
    group = _emptied(groups, name)
    for key in keys:
        link = etree.SubElement(group, LINKS[name])
        for part, text in (key if isinstance(key, dict) else {"id": key}).items():
            etree.SubElement(link, part).text = clean(text)


def _emptied(parent: Any, name: str) -> Any:
    element = parent.find(name)
    if element is None:
        return etree.SubElement(parent, name)
    for child in list(element):
        element.remove(child)
    element.text = None
    return element


def clean(value: Any) -> Any:
    """Text that XML can carry.

    >>> clean(None), clean(3), clean("a\\x00b")
    ('', '3', 'ab')
    """
    return FORBIDDEN.sub("", "" if value is None else str(value))


def complete_put(body: Any, resource: str, changes: Row) -> bytes | None:
    """The body of :func:`whole_row`, or None when the entity already has these values (plain ones)."""
    entity = parse_xml(body)[0]
    shown = {name: entity.findtext(name, "").strip() for name in changes}
    if shown == {name: clean(value) for name, value in changes.items()}:
        return None
    return whole_row(body, resource, changes)


def whole_row(body: Any, resource: str, changes: Row) -> bytes:
    """The whole entity as the shop gave it, with `changes` applied: the only safe PUT, because a
    PUT empties every optional field that it does not name (PrestaShop#33783).

    :param body: XML answer of ``GET resource/id``
    """
    root = parse_xml(body)
    entity = root[0]
    for field in list(entity):
        if field.tag in READ_ONLY.get(resource, ()):
            entity.remove(field)
    for name, value in changes.items():
        fill(entity, name, value)
    for element in entity.iter():
        for attribute in list(element.attrib):
            if attribute != "id":
                del element.attrib[attribute]
    return _to_bytes(root)


def _to_bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
