"""The canonical form: one JSON shape for every document, whatever shop engine it came from.

Amounts are decimal strings, dates are UTC ISO 8601, every field is present. ``ORDER`` below is the
documentation, the validator and the source of the published JSON Schema in one.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from .normaliser import UNSTORABLE

Row = dict[str, Any]

FIRST_YEAR = 1970
AMOUNT = re.compile(r"^-?\d{1,12}(\.\d{1,9})?$")
MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")
VOLATILE = ("updated_at",)

_key = {"type": "string", "minLength": 1, "maxLength": 255}
_text = {"type": "string", "maxLength": 4000}
_name = {"type": "string", "maxLength": 255}
_amount = {"type": "string", "pattern": AMOUNT.pattern, "description": "Decimal as text: 12.50"}
_moment = {"type": "string", "pattern": MOMENT.pattern, "description": "UTC, ISO 8601"}
_flag = {"type": "boolean"}


def _object(_optional: Any = (), **properties: Any) -> Any:
    required = [name for name in properties if name not in _optional]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _list(items: Any) -> Any:
    return {"type": "array", "items": items, "maxItems": 2000}


_priced = {"tax_incl": _amount, "tax_excl": _amount}
_address = _object(
    id=_name,
    company=_name,
    firstname=_name,
    lastname=_name,
    vat_number=_name,
    street=_name,
    street2=_name,
    zip=_name,
    city=_name,
    state=_name,
    country=_name,
    phone=_name,
    mobile=_name,
    other=_text,
)
_customization = _object(label=_name, text=_text, image=_text)
_part = _object(
    product_id=_name,
    combination_id=_name,
    reference=_name,
    ean13=_name,
    name=_text,
    quantity={**_amount, "description": "Pieces in one pack"},
)
_line = _object(
    _optional=("customizations", "pack", "virtual"),
    id=_name,
    product_id=_name,
    combination_id=_name,
    reference=_name,
    ean13=_name,
    name=_text,
    quantity=_amount,
    unit_tax_incl=_amount,
    unit_tax_excl=_amount,
    total_tax_incl=_amount,
    total_tax_excl=_amount,
    tax_rates=_list(_amount),
    ecotax=_amount,
    ecotax_rate=_amount,
    customizations=_list(_customization),
    pack=_list(_part),
    virtual={**_flag, "description": "A fee or service: nothing of it stands on a shelf"},
)
_refund = _object(
    id=_name,
    refunded_at=_moment,
    shipping=_object(**_priced),
    lines=_list(_object(id=_name, quantity=_amount, **_priced)),
)
ORDER = _object(
    _optional=("updated_at", "refunds"),
    schema={"type": "string", "enum": ["order/1"]},
    id={**_key, "description": "The shop's own key of the order; the same key is the same order"},
    reference={**_name, "description": "What customers call the order; split orders share one"},
    created_at=_moment,
    updated_at=_moment,
    currency={"type": "string", "pattern": "^[A-Z]{3}$"},
    language={**_name, "description": "ISO 639 code, such as fr; empty when not known"},
    state=_object(
        id={**_name, "description": "Mapped in Odoo to: wait, confirm, cancel or leave out"},
        name=_name,
    ),
    customer=_object(
        id=_name,
        guest=_flag,
        email=_name,
        firstname=_name,
        lastname=_name,
        company=_name,
        siret=_name,
        group=_name,
    ),
    invoice_address=_address,
    delivery_address=_address,
    lines=_list(_line),
    shipping=_object(
        _optional=("tax_rate",),
        carrier_id=_name,
        carrier_name=_name,
        tracking=_name,
        tax_rate={**_amount, "description": "Percent, as the shop declares it"},
        **_priced,
    ),
    wrapping=_object(gift=_flag, message=_text, **_priced),
    discounts=_list(_object(id=_name, name=_name, free_shipping=_flag, **_priced)),
    discount_total=_object(**_priced),
    payment_method=_object(id=_name, name=_name),
    payments=_list(
        _object(
            id=_name,
            method=_name,
            amount=_amount,
            currency=_name,
            transaction_id=_name,
            paid_at=_moment,
        )
    ),
    totals={
        **_object(**_priced),
        "description": "What the customer is charged; the lines must come to it, to the cent",
    },
    messages=_list(_object(id=_name, text=_text, private=_flag, sent_at=_moment)),
    note=_text,
    refunds={**_list(_refund), "description": "Credit slips; each becomes one credit note"},
)
PRODUCT = _object(
    _optional=("tax_rate", "pack"),
    schema={"type": "string", "enum": ["product/1"]},
    id=_key,
    combination_id=_name,
    reference=_name,
    ean13=_name,
    name=_text,
    price_tax_excl=_amount,
    weight=_amount,
    virtual=_flag,
    active=_flag,
    tax_rate={**_amount, "description": "Percent in the shop's own country"},
    pack=_flag,
)
SHIPMENT = _object(
    schema={"type": "string", "enum": ["shipment/1"]},
    order={**_key, "description": "The order's id in the shop"},
    reference=_name,
    tracking={**_name, "description": "All tracking numbers; empty leaves the shop's as it is"},
    state={**_name, "description": "State that the order gets; empty until all has left"},
    notify={**_flag, "description": "Whether the shop mails the customer about that state"},
)
SCHEMAS = {"order": ORDER, "product": PRODUCT, "shipment": SHIPMENT}


def json_schema(kind: str) -> Any:
    """The published JSON Schema (draft 2020-12) of a document kind."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"shop_sync {kind}",
        **SCHEMAS[kind],
    }


def validate(kind: str, document: Row) -> Any:
    """Problems of a document, as ``[(path, what is wrong)]``; empty when it is canonical."""
    return list(_problems(SCHEMAS[kind], document, ""))


_TYPES: dict[str, Any] = {"string": str, "object": dict, "array": list, "boolean": bool}


def _problems(schema: Row, value: Any, path: str) -> Iterator[Any]:
    if not isinstance(value, _TYPES[schema["type"]]):
        yield path or "/", f"expected {schema['type']}"
    elif schema["type"] == "object":
        yield from _object_problems(schema, value, path)
    elif schema["type"] == "array":
        if len(value) > schema["maxItems"]:
            yield path, f"more than {schema['maxItems']} items"
        for position, item in enumerate(value[: schema["maxItems"]]):
            yield from _problems(schema["items"], item, f"{path}/{position}")
    elif schema["type"] == "string":
        yield from _string_problems(schema, value, path)


def _object_problems(schema: Row, value: Any, path: str) -> Iterator[Any]:
    for name in schema["required"]:
        if name not in value:
            yield f"{path}/{name}", "missing"
    for name, item in value.items():
        if name not in schema["properties"]:
            yield f"{path}/{name}", "unknown field"
        else:
            yield from _problems(schema["properties"][name], item, f"{path}/{name}")


def _string_problems(schema: Row, value: Any, path: str) -> Iterator[Any]:
    if len(value) > schema.get("maxLength", 4000):
        yield path, "too long"
    if len(value) < schema.get("minLength", 0):
        yield path, "empty"
    if UNSTORABLE.search(value):
        yield path, "holds a character that cannot be stored"
    if "pattern" in schema and not re.fullmatch(schema["pattern"].rstrip("$"), value):
        yield path, f"does not look like {schema['pattern']}"
    elif schema.get("pattern") == MOMENT.pattern and not _is_moment(value):
        yield path, "no such date"
    if "enum" in schema and value not in schema["enum"]:
        yield path, f"not one of {', '.join(schema['enum'])}"


def _is_moment(value: Any) -> Any:
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").year >= FIRST_YEAR
    except ValueError:
        return False


def dumps(document: Row) -> Any:
    """The one spelling of a document: sorted keys, no blanks, real characters."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(document: Row) -> Any:
    """SHA-256 of the document without what moves on its own (``updated_at``)."""
    stable = {name: value for name, value in document.items() if name not in VOLATILE}
    return hashlib.sha256(dumps(stable).encode()).hexdigest()
