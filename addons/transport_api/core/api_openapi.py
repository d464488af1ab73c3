"""The published contract of ``/api/transport/v1``: one table of operations, one of schemas.

The controller checks every body with these schemas and a test compares its routes with this table,
so that the document cannot say something else than the server does.
"""

from dataclasses import dataclass

from odoo.addons.transport_order.core.lot import CATEGORIES, OPTIONS
from odoo.addons.transport_order.core.progress import CAR_STATES, EVENT_CODES, TRANSITIONS

from .api_cursor import DEFAULT_LIMIT, MAX_LIMIT
from .api_problem import PROBLEMS

BASE = "/api/transport/v1"
SCOPES = {
    "transport.read": "Read cars, addresses, orders, events and documents",
    "transport.write": "Read, ask for prices, order, keep cars and addresses",
    "transport.carrier": "Read orders and report events",
}
READERS = tuple(SCOPES)
STOCK_READERS = ("transport.read", "transport.write")
WRITERS = ("transport.write",)
CARRIERS = ("transport.carrier",)
ROLES = ("pickup", "delivery", "both")
STATUSES = ("in_stock", "incoming", "reserved", "gone")
# Of the progress of a car or of the whole order; corrections are entered by the office.
REPORTED_CODES = tuple(code for code in EVENT_CODES if code != "correction")
DOCUMENT_KINDS = ("order_form", "invoice", "proof", "report", "cmr", "photo", "other")
WEBHOOK_KINDS = ("order.state", "order.event", "order.document")


@dataclass(frozen=True)
class Operation:
    """One route: ``scopes`` that may call it (empty: no key needed), schema names of its bodies."""

    method: str
    path: str
    name: str
    summary: str
    scopes: tuple = ()
    request: str = ""
    response: str = ""
    status: int = 200
    query: tuple = ()
    listed: bool = False

    @property
    def parameters(self):
        """:return: names of the path parameters"""
        return [part.strip("{}") for part in self.path.split("/") if part.startswith("{")]


OPERATIONS = (
    Operation("GET", "/openapi.json", "getContract", "This document"),
    Operation("GET", "/me", "getMe", "Who the key belongs to", READERS, response="Me"),
    Operation("GET", "/vehicles", "listVehicles", "Cars of the stock", STOCK_READERS, response="Vehicle",
              query=("q", "status", "updated_since"), listed=True),
    Operation("POST", "/vehicles", "createVehicle", "Add a car to the stock", WRITERS,
              "VehicleInput", "Vehicle", 201),
    Operation("GET", "/vehicles/{reference}", "getVehicle", "One car", STOCK_READERS, response="Vehicle"),
    Operation("PATCH", "/vehicles/{reference}", "correctVehicle",
              "Correct a car; stock feeds leave corrected fields alone", WRITERS,
              "VehicleCorrection", "Vehicle"),
    Operation("GET", "/addresses", "listAddresses", "Address book", STOCK_READERS, response="Address",
              query=("q", "role", "updated_since"), listed=True),
    Operation("POST", "/addresses", "createAddress", "Add an address", WRITERS, "AddressInput",
              "Address", 201),
    Operation("GET", "/addresses/{reference}", "getAddress", "One address", STOCK_READERS,
              response="Address"),
    Operation("PATCH", "/addresses/{reference}", "updateAddress", "Change an address", WRITERS,
              "AddressChange", "Address"),
    Operation("DELETE", "/addresses/{reference}", "archiveAddress",
              "Take an address out of the book", WRITERS, status=204),
    Operation("POST", "/estimates", "createEstimate",
              "Price a lot. With store true the answer is an order to accept", WRITERS,
              "EstimateInput", "Estimate"),
    Operation("GET", "/estimates/{reference}", "getEstimate", "A stored estimate", READERS,
              response="Order"),
    Operation("POST", "/orders", "createOrder", "Accept a stored estimate", WRITERS, "OrderInput",
              "Order", 201),
    Operation("GET", "/orders", "listOrders", "Orders, the oldest first", READERS,
              response="Order", query=("state", "updated_since"), listed=True),
    Operation("GET", "/orders/{reference}", "getOrder", "One order", READERS, response="Order"),
    Operation("POST", "/orders/{reference}/accept", "acceptOrder", "Accept the estimate", WRITERS,
              "Acceptance", "Order"),
    Operation("POST", "/orders/{reference}/cancel", "cancelOrder",
              "Cancel, for the fee that the order shows", WRITERS, "Cancellation", "Order"),
    Operation("GET", "/orders/{reference}/events", "listEvents", "What happened, in the order it "
              "was recorded", READERS, response="Event", listed=True),
    Operation("POST", "/orders/{reference}/events", "reportEvents",
              "Report progress (carrier keys); a repeated external_id is recorded once", CARRIERS,
              "EventsInput", "EventsResult", 201),
    Operation("GET", "/orders/{reference}/documents", "listDocuments", "Documents of an order",
              READERS, response="Document", listed=True),
    Operation("GET", "/orders/{reference}/documents/{document}", "getDocument",
              "The file of a document", READERS),
    Operation("GET", "/webhooks", "listWebhooks", "Own webhooks", WRITERS, response="Webhook",
              listed=True),
    Operation("POST", "/webhooks", "createWebhook",
              "Be told of changes; the secret is shown in this answer only", WRITERS,
              "WebhookInput", "WebhookCreated", 201),
    Operation("DELETE", "/webhooks/{reference}", "deleteWebhook", "Stop a webhook", WRITERS,
              status=204),
)  # fmt: skip


def _text(longest=120, **more):
    return {"type": "string", "maxLength": longest} | more


def _choice(values, **more):
    return {"type": "string", "enum": list(values)} | more


def _optional(schema):
    return schema | {"type": [schema["type"], "null"]}


def _object(properties, required=(), closed=True, **more):
    schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = list(required)
    if closed:
        schema["additionalProperties"] = False
    return schema | more


def _ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def _many(schema, most, least=0):
    return {"type": "array", "items": schema, "maxItems": most, "minItems": least}


REFERENCE = _text(40, pattern="^[A-Z0-9]+$")
MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
AMOUNT = {"type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2}$", "description": "Without tax"}

_CAR = {
    "plate": _text(20),
    "vin": _text(30),
    "make": _text(60),
    "model": _text(120),
    "version": _text(120),
    "category": _choice(CATEGORIES),
    "running": {"type": "boolean"},
}
_PLACE = {
    "name": _text(200),
    "street": _text(200),
    "street2": _text(200),
    "zip": _text(20),
    "city": _text(100),
    "country": _text(2, pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2"),
    "contact_name": _text(120),
    "phone": _text(40),
    "email": _text(200),
    "opening_hours": _text(500),
    "truck_access": _choice(("truck", "light_truck", "difficult")),
    "instructions": _text(1000),
    "external_ref": _text(80),
}
_CLIENT = _text(80, description="Code of a client (partner reference), for keys that serve several")
_LOT_OPTIONS = {name: {"type": "boolean"} for name in OPTIONS}
_ACCEPTANCE = {
    "estimate_hash": _text(64, pattern="^[0-9a-f]{64}$"),
    "signed_by": _text(120, minLength=1),
}
_PRICE = {
    "amount": AMOUNT | {"type": ["string", "null"]},
    "currency": _text(3),
    "km": {"type": "number"},
    "distance_method": _text(),
    "lines": {"type": "array", "items": _ref("PriceLine")},
    "on_request": {"type": "boolean"},
    "reasons": {"type": "array", "items": {"type": "string"}},
}

SCHEMAS = {
    "Problem": _object(
        {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "array",
                "items": _object(
                    {
                        "pointer": {"type": "string"},
                        "parameter": {"type": "string"},
                        "detail": {"type": "string"},
                    }
                ),
            },
        },
        ("type", "title", "status"),
        closed=False,
    ),
    "Me": _object(
        {
            "name": _text(),
            "company": _text(),
            "scope": _choice(SCOPES),
            "expires_at": MOMENT,
            "requests_per_minute": {"type": "integer"},
        },
        ("name", "company", "scope", "expires_at"),
    ),
    "VehicleInput": _object(
        _CAR | {"client": _CLIENT, "mileage": {"type": "integer", "minimum": 0, "maximum": 9999999}}
    ),
    "VehicleCorrection": _object(_CAR, minProperties=1),
    "Vehicle": _object(
        _CAR
        | {
            "reference": REFERENCE,
            "status": _choice(STATUSES),
            "mileage": {"type": "integer"},
            "category_guessed": {"type": "boolean"},
            "corrected": {"type": "array", "items": {"type": "string"}},
            "client": _text(200),
            "updated_at": MOMENT,
        },
        ("reference", "status", "updated_at"),
    ),
    "AddressInput": _object(
        _PLACE | {"role": _choice(ROLES), "client": _CLIENT}, ("name", "zip", "city")
    ),
    "AddressChange": _object(_PLACE | {"role": _choice(ROLES)}, minProperties=1),
    "Address": _object(
        _PLACE
        | {
            "reference": REFERENCE,
            "role": _choice(ROLES),
            "client": _text(200),
            "updated_at": MOMENT,
        },
        ("reference", "name", "role"),
    ),
    "LotVehicle": _object(
        _CAR | {"reference": REFERENCE},
        description="A reference of the stock, or a car described here",
    ),
    "LotPlace": _object(
        _PLACE | {"reference": REFERENCE},
        description="A reference of the address book, or a place described here",
    ),
    "EstimateInput": _object(
        {
            "client": _CLIENT,
            "vehicles": _many(_ref("LotVehicle"), 200, 1),
            "origin": _ref("LotPlace"),
            "destination": _ref("LotPlace"),
            "options": _object(_LOT_OPTIONS),
            "pickup_date": DAY,
            "delivery_date": DAY,
            "client_reference": _text(80),
            "external_reference": _text(80),
            "note": _text(1000),
            "store": {"type": "boolean", "default": False},
        },
        ("vehicles", "origin", "destination"),
    ),
    "PriceLine": _object(
        {
            "code": _text(40),
            "detail": _text(200),
            "quantity": {"type": "string"},
            "unit_price": AMOUNT,
            "amount": AMOUNT,
        },
        ("code", "amount"),
    ),
    "Estimate": _object(
        _PRICE
        | {
            "reference": REFERENCE,
            "state": _choice(TRANSITIONS),
            "estimate_hash": _text(64),
            "valid_until": MOMENT,
        },
        ("amount", "currency", "lines", "on_request", "reasons"),
    ),
    "OrderInput": _object({"estimate": REFERENCE} | _ACCEPTANCE, ("estimate", *_ACCEPTANCE)),
    "Acceptance": _object(_ACCEPTANCE, tuple(_ACCEPTANCE)),
    "Cancellation": _object({"reason": _text(500), "expected_fee": AMOUNT}),
    "OrderVehicle": _object(
        _CAR
        | {
            "reference": REFERENCE,
            "vehicle": REFERENCE,
            "state": _choice(CAR_STATES),
            "state_since": _optional(MOMENT),
            "amount": AMOUNT,
        },
        ("reference", "state"),
    ),
    "Order": _object(
        _PRICE
        | {
            "reference": REFERENCE,
            "name": _text(),
            "state": _choice(TRANSITIONS),
            "client": _text(200),
            "client_reference": _text(80),
            "external_reference": _text(80),
            "origin": {"type": "object"},
            "destination": {"type": "object"},
            "options": _object(_LOT_OPTIONS),
            "vehicles": {"type": "array", "items": _ref("OrderVehicle")},
            "estimate_hash": _optional(_text(64)),
            "valid_until": _optional(MOMENT),
            "accepted_at": _optional(MOMENT),
            "signed_by": _text(120),
            "pickup_date": _optional(DAY),
            "delivery_date": _optional(DAY),
            "planned_pickup": _optional(MOMENT),
            "planned_delivery": _optional(MOMENT),
            "delivered_at": _optional(MOMENT),
            "cancel_fee": AMOUNT,
            "note": _text(1000),
            "created_at": MOMENT,
            "updated_at": MOMENT,
        },
        ("reference", "state", "vehicles", "updated_at"),
    ),
    "EventInput": _object(
        {
            "code": _choice(REPORTED_CODES),
            "occurred_at": MOMENT,
            "external_id": _text(80, minLength=1),
            "vehicle": _text(
                40,
                pattern="^[A-Z0-9]+$",
                description="Reference of the car on the "
                "order; without it the event is about every car",
            ),
            "place": _text(200),
            "note": _text(500),
            "eta": MOMENT,
        },
        ("code", "occurred_at", "external_id"),
    ),
    "EventsInput": _object({"events": _many(_ref("EventInput"), 200, 1)}, ("events",)),
    "EventsResult": _object(
        {
            "state": _choice(TRANSITIONS),
            "recorded": {"type": "integer"},
            "known": {"type": "integer"},
        },
        ("state", "recorded", "known"),
    ),
    "Event": _object(
        {
            "id": _text(80, description="Opaque and lasting"),
            "code": _choice(EVENT_CODES),
            "occurred_at": MOMENT,
            "recorded_at": MOMENT,
            "source": _text(20),
            "external_id": _optional(_text(80)),
            "vehicle": _optional(REFERENCE),
            "place": _text(200),
            "note": _text(1000),
            "eta": _optional(MOMENT),
            "taken_back": {"type": "boolean"},
        },
        ("id", "code", "occurred_at", "recorded_at"),
    ),
    "Document": _object(
        {
            "reference": REFERENCE,
            "name": _text(200),
            "kind": _choice(DOCUMENT_KINDS),
            "version": {"type": "integer"},
            "date": _optional(DAY),
            "url": _text(300),
        },
        ("reference", "name", "kind", "url"),
    ),
    "WebhookInput": _object(
        {
            "url": _text(500, pattern="^https?://"),
            "kinds": _many(_choice(WEBHOOK_KINDS), 3, 1),
        },
        ("url", "kinds"),
    ),
    "Webhook": _object(
        {
            "reference": REFERENCE,
            "url": _text(500),
            "kinds": {"type": "array", "items": _choice(WEBHOOK_KINDS)},
            "active": {"type": "boolean"},
        },
        ("reference", "url", "kinds"),
    ),
    "WebhookCreated": _object(
        {
            "reference": REFERENCE,
            "url": _text(500),
            "kinds": {"type": "array", "items": _choice(WEBHOOK_KINDS)},
            "active": {"type": "boolean"},
            "secret": _text(80),
        },
        ("reference", "secret"),
    ),
}

QUERY = {
    "q": (_text(80), "Words of the plate, VIN, make, model, name or town"),
    "status": (_choice(STATUSES), "Status in the stock"),
    "role": (_choice(ROLES), "Pick-up or delivery addresses"),
    "state": (_choice(TRANSITIONS), "State of the order"),
    "updated_since": (MOMENT, "Only records changed since then"),
    "limit": (
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        "Records a page",
    ),
    "cursor": (_text(200), "next_cursor of the page before"),
}


def build_openapi(version="1.0.0"):
    """:return: dict, the OpenAPI 3.1 document"""
    paths = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _describe(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vehicle transport",
            "version": version,
            "summary": "Price, order and follow the transport of cars",
            "description": (
                "Keys are sent as `Authorization: Bearer …`; each has one scope and an end. "
                "Errors are problem details (RFC 9457). `Idempotency-Key` on POST makes a repeated "
                "request harmless for a week. Lists are paged by `next_cursor`. Moments are "
                "ISO 8601 with zone, amounts are texts with two decimals, without tax."
            ),
            "license": {"name": "AGPL-3.0-only", "identifier": "AGPL-3.0-only"},
        },
        "servers": [{"url": BASE}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "responses": {
                "Problem": {
                    "description": "Problem details; `type` ends in one of: " + ", ".join(PROBLEMS),
                    "content": {"application/problem+json": {"schema": _ref("Problem")}},
                }
            },
        },
    }


def _describe(operation):
    described = {
        "operationId": operation.name,
        "summary": operation.summary,
        "responses": {
            str(operation.status): _describe_response(operation),
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": REFERENCE}
        for name in operation.parameters
    ]
    names = (*operation.query, *(("limit", "cursor") if operation.listed else ()))
    parameters += [
        {"name": name, "in": "query", "schema": QUERY[name][0], "description": QUERY[name][1]}
        for name in names
    ]
    if operation.method == "POST":
        parameters.append(
            {"name": "Idempotency-Key", "in": "header", "schema": _text(100, minLength=1)}
        )
    if parameters:
        described["parameters"] = parameters
    if operation.request:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _ref(operation.request)}},
        }
    if operation.scopes:
        described["description"] = "Scopes: " + ", ".join(operation.scopes)
    else:
        described["security"] = []
    return described


def _describe_response(operation):
    if operation.status == 204:
        return {"description": "Done"}
    if operation.name == "getDocument":
        return {"description": "The file", "content": {"application/octet-stream": {}}}
    schema = _ref(operation.response) if operation.response else {"type": "object"}
    if operation.listed:
        schema = _object(
            {
                "data": {"type": "array", "items": schema},
                "next_cursor": {"type": ["string", "null"]},
            },
            ("data", "next_cursor"),
        )
    return {"description": operation.summary, "content": {"application/json": {"schema": schema}}}


def find_operation(name):
    """:return: the Operation of this name"""
    return next(operation for operation in OPERATIONS if operation.name == name)
