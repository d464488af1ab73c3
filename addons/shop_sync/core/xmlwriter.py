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


def write_rows(node: str, rows: list[Row]) -> Any:
    """One body for many entities: ``<prestashop><stock_available>…</stock_available>…``.

    :param rows: ``[{field: value}]``; values become text, None becomes empty
    :return: bytes, UTF-8
    """
    root = etree.Element("prestashop")
    for row in rows:
        entity = etree.SubElement(root, node)
        for field, value in row.items():
            etree.SubElement(entity, field).text = clean(value)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def clean(value: Any) -> Any:
    """Text that XML can carry.

    >>> clean(None), clean(3), clean("a\\x00b")
    ('', '3', 'ab')
    """
    return FORBIDDEN.sub("", "" if value is None else str(value))


def complete_put(body: Any, resource: str, changes: Any) -> Any:
    """The whole entity as the shop gave it, with `changes` applied: the only safe PUT, because a
    PUT empties every optional field that it does not name (PrestaShop#33783).

    :param body: XML answer of ``GET resource/id``
    :return: bytes, or None when the entity already has these values
    """
    root = parse_xml(body)
    entity = root[0]
    for field in list(entity):
        if field.tag in READ_ONLY.get(resource, ()):
            entity.remove(field)
    changed = False
    for name, value in changes.items():
        field = entity.find(name)
        if field is None:
            field = etree.SubElement(entity, name)
        if (field.text or "").strip() != clean(value):
            field.text = clean(value)
            changed = True
    for element in entity.iter():
        for attribute in list(element.attrib):
            if attribute != "id":
                del element.attrib[attribute]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") if changed else None
