"""Bodies for the catalogue: texts in several languages, links to other rows."""

from typing import Any

from lxml import etree

from odoo.addons.shop_sync.core.parser import parse_xml
from odoo.addons.shop_sync.core.xmlwriter import READ_ONLY, clean

Values = dict[str, Any]

# The node of one link in each group of links.
NODES = {"categories": "category", "product_option_values": "product_option_value"}


def write_entities(node: str, rows: list[Values]) -> bytes:
    root = etree.Element("prestashop")
    for row in rows:
        entity = etree.SubElement(root, node)
        for name, value in row.items():
            fill(entity, name, value)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def fill(entity: Any, name: str, value: Any) -> None:
    """Set a field; never an empty group of links, which would take all of them away."""
    if isinstance(value, list):
        if value:
            _link(entity, name, value)
        return
    field = entity.find(name)
    if field is None:
        field = etree.SubElement(entity, name)
    for child in list(field):
        field.remove(child)
    if isinstance(value, dict):
        field.text = None
        for language, text in value.items():
            etree.SubElement(field, "language", id=str(language)).text = clean(text)
    else:
        field.text = clean(value)


def _link(entity: Any, name: str, keys: list[str]) -> None:
    groups = entity.find("associations")
    if groups is None:
        groups = etree.SubElement(entity, "associations")
    group = groups.find(name)
    if group is None:
        group = etree.SubElement(groups, name)
    for child in list(group):
        group.remove(child)
    for key in keys:
        etree.SubElement(etree.SubElement(group, NODES[name]), "id").text = clean(key)


def whole_row(body: bytes, resource: str, changes: Values) -> bytes:
    """The row as the shop gave it with `changes`: shops that know no PATCH empty what a PUT does not
    name."""
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
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
