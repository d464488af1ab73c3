"""Rows → PrestaShop's XML and JSON, with the losses of its JSON."""

import json
from xml.sax.saxutils import escape

from .store import LINKS, TRANSLATED

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n'
TAIL = "</prestashop>\n"


def associations(store, resource, row, wanted):
    """``{name: [{…}]}`` of a row, for the resources that have some."""
    own = {name: entries for name, entries in row.items() if name.startswith("@")}
    found = {name[1:]: entries for name, entries in own.items()}
    if resource == "orders":
        found["order_rows"] = _order_rows(store, row)
    if resource == "order_details":
        found.setdefault("taxes", [])
    if wanted != "full":
        found = {name: entries for name, entries in found.items() if name in wanted}
    return found


def _order_rows(store, row):
    table = store.tables["order_details"]
    names = (
        "product_id",
        "product_attribute_id",
        "product_quantity",
        "product_name",
        "product_reference",
        "product_ean13",
        "product_isbn",
        "product_upc",
        "product_price",
        "id_customization",
        "unit_price_tax_incl",
        "unit_price_tax_excl",
    )
    return [
        {"id": str(key), **{name: str(table.rows[key].get(name, "")) for name in names}}
        for key in table.where("id_order", [str(row["id"])])
    ]


def value_of(store, resource, row, field):
    if resource == "orders" and field == "shipping_number":
        return store.tracking_of(row["id"])
    return row.get(field, "")


# -- JSON -------------------------------------------------------------------------------------------


def json_list(store, resource, rows, display):
    if not rows:
        return "[]"
    found = [_json_row(store, resource, row, display) for row in rows]
    return _dump({store.list_node(resource): found})


def json_single(store, resource, row, display):
    """One record: 8.x loses every empty or zero field (array_filter), 1.6 does not."""
    data = _json_row(store, resource, row, display)
    if store.modern:
        data = {name: value for name, value in data.items() if value not in ("", "0", 0, None, [])}
    return _dump({store.node(resource): data})


def _json_row(store, resource, row, display):
    fields, nested = display or (["id"], ())
    data = {}
    for field in fields:
        value = value_of(store, resource, row, field)
        data[field] = (
            int(row["id"]) if field == "id" else _json_value(store, resource, field, value)
        )
    extra = {name: value for name, value in row.items() if name.startswith("price:")}
    data.update({name[6:]: value for name, value in extra.items()})
    found = {
        name: entries
        for name, entries in associations(store, resource, row, nested).items()
        if entries
    }
    return {**data, "associations": found} if found else data


def _json_value(store, resource, field, value):
    """9.1 on PHP 8 writes integer columns as numbers; amounts and yes or no stay text. A
    translated field is a list of its texts unless one language was asked for."""
    if isinstance(value, list):
        return next((text["value"] for text in value), "") if store.one_language else value
    number = str(value).lstrip("-").isdigit() and field in store.numbers(resource)
    return int(value) if number else str(value)


def json_errors(errors):
    return _dump({"errors": [{"code": code, "message": message} for code, message in errors]})


def _dump(data):
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")


# -- XML --------------------------------------------------------------------------------------------


def xml_list(store, resource, rows, display, base):
    node, nodes = store.node(resource), store.list_node(resource)
    if display is None:
        body = "".join(
            f'<{node} id="{row["id"]}" xlink:href="{base}/{resource}/{row["id"]}"/>\n'
            for row in rows
        )
    else:
        body = "".join(xml_row(store, resource, row, display, base) for row in rows)
    return f"{HEAD}<{nodes}>\n{body}</{nodes}>\n{TAIL}"


def xml_single(store, resource, row, display, base):
    return f"{HEAD}{xml_row(store, resource, row, display, base)}{TAIL}"


def xml_rows(store, resource, rows, base):
    """The echo of a write: the records one after the other, without a list around them."""
    display = (store.fields(resource), "full")
    body = "".join(xml_row(store, resource, row, display, base) for row in rows)
    return f"{HEAD}{body}{TAIL}"


def xml_row(store, resource, row, display, base):
    fields, nested = display
    node = store.node(resource)
    lines = [f"<{node}>"]
    for field in fields:
        lines.append(_xml_field(store, resource, row, field, base))
    lines += _xml_associations(associations(store, resource, row, nested))
    return "\n".join([*lines, f"</{node}>\n"])


def _xml_field(store, resource, row, field, base):
    value = value_of(store, resource, row, field)
    if isinstance(value, list):
        inner = "".join(
            f'<language id="{text["id"]}">{_cdata(str(text["value"]))}</language>' for text in value
        )
        return f"\t<{field}>{inner}</{field}>"
    value = str(value)
    if field in TRANSLATED.get(resource, ()):
        return (
            f'\t<{field}><language id="1" xlink:href="{base}/languages/1">'
            f"{_cdata(value)}</language></{field}>"
        )
    target = LINKS.get(field)
    href = f' xlink:href="{base}/{target}/{value}"' if target and value not in ("", "0") else ""
    return f"\t<{field}{href}>{_cdata(value)}</{field}>"


def _xml_associations(found):
    if not found:
        return []
    lines = ["<associations>"]
    for name, entries in found.items():
        node = {"order_rows": "order_row", "taxes": "tax", "categories": "category"}.get(
            name, name.rstrip("s")
        )
        lines.append(f'<{name} nodeType="{node}">')
        for entry in entries:
            inner = "".join(f"<{key}>{_cdata(str(text))}</{key}>" for key, text in entry.items())
            lines.append(f"<{node}>{inner}</{node}>")
        lines.append(f"</{name}>")
    return [*lines, "</associations>"]


def xml_schema(store, resource):
    fields = "".join(f"\t<{field}><![CDATA[]]></{field}>\n" for field in store.fields(resource))
    return f"{HEAD}<{store.node(resource)}>\n{fields}</{store.node(resource)}>\n{TAIL}"


def xml_root(store, permissions, base):
    methods = ("get", "put", "post", "patch", "delete", "head")
    body = ""
    for resource in sorted(permissions):
        granted = " ".join(
            f'{method}="{"true" if method in permissions[resource] else "false"}"'
            for method in methods
        )
        body += (
            f'<{resource} xlink:href="{base}/{resource}" {granted}>\n'
            f'<description xlink:href="{base}/{resource}" {granted}>\nThe {resource}</description>\n'
            f"</{resource}>\n"
        )
    return f'{HEAD}<api shopName="{escape(store.name)}">\n{body}</api>\n{TAIL}'


def xml_errors(errors):
    body = "".join(
        f"<error>\n<code>{_cdata(str(code))}</code>\n<message>{_cdata(message)}</message>\n</error>\n"
        for code, message in errors
    )
    return f"{HEAD}<errors>\n{body}</errors>\n{TAIL}"


def _cdata(text):
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
