"""The schemas of ``/api/transport/v1``: bodies of requests and answers, and texts of the query."""

from odoo.addons.transport_order.core.labels import CANCEL_SELECTION
from odoo.addons.transport_order.core.lot import CATEGORIES, OPTIONS
from odoo.addons.transport_order.core.progress import CAR_STATES, EVENT_CODES, TRANSITIONS

from .api_cursor import DEFAULT_LIMIT, MAX_LIMIT
from .api_parts import (
    Schema,
    make_choice,
    make_choices,
    make_list,
    make_object,
    make_optional,
    make_text,
    refer,
)
from .countries import COUNTRIES

SCOPES = {
    "transport.read": "Read cars, addresses, orders, events and documents",
    "transport.write": "Read, ask for prices, order, keep cars and addresses",
    "transport.carrier": "Read orders and report events",
}
ROLES = ("pickup", "delivery", "both")
STATUSES = ("in_stock", "incoming", "reserved", "gone")
# Of the progress of a car or of the whole order; corrections are entered by the office.
REPORTED_CODES = tuple(code for code in EVENT_CODES if code != "correction")
DOCUMENT_KINDS = ("order_form", "invoice", "proof", "report", "cmr", "photo", "other")
CAUSES = tuple(code for code, _label in CANCEL_SELECTION)
WEBHOOK_KINDS = ("order.state", "order.event", "order.document")


REFERENCE = make_text(40, pattern="^[A-Z0-9]+$")
MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
AMOUNT: Schema = {
    "type": "string",
    "pattern": "^-?[0-9]+\\.[0-9]{2}$",
    "description": "Without tax",
}

_CAR: Schema = {
    "plate": make_text(20),
    "vin": make_text(30),
    "make": make_text(60),
    "model": make_text(120),
    "version": make_text(120),
    "category": make_choice(CATEGORIES),
    "running": {"type": "boolean"},
    "mass_kg": {"type": "integer", "minimum": 0, "maximum": 60000},
}
_PLACE: Schema = {
    "name": make_text(200),
    "street": make_text(200),
    "street2": make_text(200),
    "zip": make_text(20),
    "city": make_text(100),
    "country": make_choice(COUNTRIES, description="ISO 3166-1 alpha-2"),
    "contact_name": make_text(120),
    "phone": make_text(40),
    "email": make_text(200),
    "opening_hours": make_text(500),
    "truck_access": make_choice(("truck", "light_truck", "difficult")),
    "instructions": make_text(1000),
    "external_ref": make_text(80),
}
_PLACE_SHOWN = _PLACE | {"country": make_optional(make_text(2))}
_CLIENT = make_text(
    80, description="Code of a client (partner reference), for keys that serve several"
)
_LOT_OPTIONS = {name: {"type": "boolean"} for name in OPTIONS}
# At least one of these tells a car apart; an address is found by its postcode and town.
_DESCRIBED = (("plate",), ("vin",), ("model",))
_NAMED, _LOCATED = ("reference",), ("zip", "city")
_VEHICLE = _CAR | {
    "client": _CLIENT,
    "mileage": {"type": "integer", "minimum": 0, "maximum": 9999999},
}
_LOT_VEHICLE, _LOT_PLACE = _CAR | {"reference": REFERENCE}, _PLACE | {"reference": REFERENCE}
_CANCELLATION = {
    "cause": make_choice(CAUSES),
    "reason": make_text(500),
    "expected_fee": AMOUNT,
}
_ACCEPTANCE = {
    "estimate_hash": make_text(64, pattern="^[0-9a-f]{64}$"),
    "signed_by": make_text(120, minLength=1),
}
_PRICE: Schema = {
    "amount": AMOUNT | {"type": ["string", "null"]},
    "currency": make_text(3),
    "km": {"type": "number"},
    "distance_method": make_text(),
    "lines": {"type": "array", "items": refer("PriceLine")},
    "ghg": make_optional(
        make_object(
            {
                "kg_co2e": {"type": "number"},
                "level": {"type": "integer"},
                "mass_t": {"type": "number"},
                "mass_estimated": {"type": "boolean"},
                "km": {"type": "number"},
                "mode": make_text(20),
                "factor_source": make_text(500),
                "real": {"type": "boolean"},
            },
            ("kg_co2e", "level"),
            description="Greenhouse gases of the transport (France: C. transp. L1431-3)",
        )
    ),
    "on_request": {"type": "boolean"},
    "reasons": {"type": "array", "items": {"type": "string"}},
}
_WEBHOOK: Schema = {
    "reference": REFERENCE,
    "url": make_text(500),
    "kinds": {"type": "array", "items": make_choice(WEBHOOK_KINDS)},
    "active": {"type": "boolean"},
}

SCHEMAS: Schema = {
    "Problem": make_object(
        {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "array",
                "items": make_object(
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
    "Me": make_object(
        {
            "name": make_text(),
            "company": make_text(),
            "scope": make_choice(SCOPES),
            "expires_at": MOMENT,
            "requests_per_minute": {"type": "integer"},
        },
        ("name", "company", "scope", "expires_at"),
    ),
    "VehicleInput": make_object(_VEHICLE, anyOf=make_choices(_VEHICLE, *_DESCRIBED)),
    "VehicleCorrection": make_object(_CAR, minProperties=1),
    "Vehicle": make_object(
        _CAR
        | {
            "reference": REFERENCE,
            "status": make_choice(STATUSES),
            "mileage": {"type": "integer"},
            "category_guessed": {"type": "boolean"},
            "corrected": {"type": "array", "items": {"type": "string"}},
            "client": make_text(200),
            "updated_at": MOMENT,
        },
        ("reference", "status", "updated_at"),
    ),
    "AddressInput": make_object(
        _PLACE | {"role": make_choice(ROLES), "client": _CLIENT}, ("name", "zip", "city")
    ),
    "AddressChange": make_object(_PLACE | {"role": make_choice(ROLES)}, minProperties=1),
    "Address": make_object(
        _PLACE_SHOWN
        | {
            "reference": REFERENCE,
            "role": make_choice(ROLES),
            "client": make_text(200),
            "updated_at": MOMENT,
        },
        ("reference", "name", "role"),
    ),
    "LotVehicle": make_object(
        _LOT_VEHICLE,
        anyOf=make_choices(_LOT_VEHICLE, _NAMED, *_DESCRIBED),
        description="A reference of the stock, or a car described here",
    ),
    "LotPlace": make_object(
        _LOT_PLACE,
        anyOf=make_choices(_LOT_PLACE, _NAMED, _LOCATED),
        description="A reference of the address book, or a place described here",
    ),
    "EstimateInput": make_object(
        {
            "client": _CLIENT,
            "vehicles": make_list(refer("LotVehicle"), 200, 1),
            "origin": refer("LotPlace"),
            "destination": refer("LotPlace"),
            "options": make_object(_LOT_OPTIONS),
            "pickup_date": DAY,
            "delivery_date": DAY,
            "client_reference": make_text(80),
            "external_reference": make_text(80),
            "note": make_text(1000),
            "store": {"type": "boolean", "default": False},
        },
        ("vehicles", "origin", "destination"),
    ),
    "PriceLine": make_object(
        {
            "code": make_text(40),
            "detail": make_text(200),
            "quantity": {"type": "string"},
            "unit_price": AMOUNT,
            "amount": AMOUNT,
        },
        ("code", "amount"),
    ),
    "Estimate": make_object(
        _PRICE
        | {
            "reference": REFERENCE,
            "state": make_choice(TRANSITIONS),
            "estimate_hash": make_text(64),
            "content_hash": make_text(64, description="Of client, lot and price, stored or not"),
            "valid_until": MOMENT,
        },
        ("amount", "currency", "lines", "on_request", "reasons"),
    ),
    "OrderInput": make_object({"estimate": REFERENCE} | _ACCEPTANCE, ("estimate", *_ACCEPTANCE)),
    "Acceptance": make_object(_ACCEPTANCE, tuple(_ACCEPTANCE)),
    "Cancellation": make_object(
        _CANCELLATION,
        anyOf=make_choices(_CANCELLATION, ("cause",), ("reason",)),
        description="Why, by its code or in words",
    ),
    "OrderPlace": make_object(
        {
            name: make_text(40) if name == "truck_access" else schema
            for name, schema in _PLACE_SHOWN.items()
            if name != "external_ref"
        }
        | {"reference": make_text(40)}
    ),
    "OrderVehicle": make_object(
        _CAR
        | {
            "reference": REFERENCE,
            "vehicle": REFERENCE,
            "state": make_choice(CAR_STATES),
            "state_since": make_optional(MOMENT),
            "amount": AMOUNT,
        },
        ("reference", "state"),
    ),
    "Order": make_object(
        _PRICE
        | {
            "reference": REFERENCE,
            "name": make_text(),
            "state": make_choice(TRANSITIONS),
            "client": make_text(200),
            "client_reference": make_text(80),
            "external_reference": make_text(80),
            "origin": refer("OrderPlace"),
            "destination": refer("OrderPlace"),
            "options": make_object(_LOT_OPTIONS),
            "vehicles": {"type": "array", "items": refer("OrderVehicle")},
            "estimate_hash": make_optional(make_text(64)),
            "valid_until": make_optional(MOMENT),
            "accepted_at": make_optional(MOMENT),
            "signed_by": make_text(120),
            "pickup_date": make_optional(DAY),
            "delivery_date": make_optional(DAY),
            "planned_pickup": make_optional(MOMENT),
            "planned_delivery": make_optional(MOMENT),
            "delivered_at": make_optional(MOMENT),
            "cancel_fee": AMOUNT,
            "cancel_cause": make_optional(make_choice(CAUSES)),
            "cancel_reason": make_text(500),
            "note": make_text(1000),
            "created_at": MOMENT,
            "updated_at": MOMENT,
        },
        ("reference", "state", "vehicles", "updated_at"),
    ),
    "EventInput": make_object(
        {
            "code": make_choice(REPORTED_CODES),
            "occurred_at": MOMENT,
            "external_id": make_text(80, minLength=1),
            "vehicle": make_text(
                40,
                pattern="^[A-Z0-9]+$",
                description="Reference of the car on the "
                "order; without it the event is about every car",
            ),
            "place": make_text(200),
            "note": make_text(500),
            "eta": MOMENT,
        },
        ("code", "occurred_at", "external_id"),
    ),
    "EventsInput": make_object({"events": make_list(refer("EventInput"), 200, 1)}, ("events",)),
    "EventsResult": make_object(
        {
            "state": make_choice(TRANSITIONS),
            "recorded": {"type": "integer"},
            "known": {"type": "integer"},
        },
        ("state", "recorded", "known"),
    ),
    "Event": make_object(
        {
            "id": make_text(80, description="Opaque and lasting"),
            "code": make_choice(EVENT_CODES),
            "occurred_at": MOMENT,
            "recorded_at": MOMENT,
            "source": make_text(20),
            "external_id": make_optional(make_text(80)),
            "vehicle": make_optional(REFERENCE),
            "place": make_text(200),
            "note": make_text(1000),
            "eta": make_optional(MOMENT),
            "taken_back": {"type": "boolean"},
            "photos": {"type": "array", "items": refer("Photo")},
        },
        ("id", "code", "occurred_at", "recorded_at"),
    ),
    "Photo": make_object(
        {"reference": REFERENCE, "name": make_text(200), "url": make_text(300)},
        ("reference", "url"),
    ),
    "Damage": make_object(
        {
            "code": make_text(10, description="M-22: area, type, severity"),
            "area": make_text(10),
            "kind": make_text(10),
            "severity": make_text(10),
            "note": make_text(500),
        },
        ("code",),
    ),
    "Report": make_object(
        {
            "reference": REFERENCE,
            "vehicle": REFERENCE,
            "stage": make_choice(("pickup", "delivery")),
            "made_at": MOMENT,
            "driver": make_text(200),
            "mileage": {"type": "integer"},
            "fuel_level": make_text(10),
            "keys": {"type": "integer"},
            "note": make_text(5000),
            "signed_by": make_text(200),
            "signature": make_optional(REFERENCE),
            "damages": {"type": "array", "items": refer("Damage")},
            "photos": {"type": "array", "items": refer("Photo")},
        },
        ("reference", "vehicle", "stage", "made_at", "damages", "photos"),
    ),
    "Document": make_object(
        {
            "reference": REFERENCE,
            "name": make_text(200),
            "kind": make_choice(DOCUMENT_KINDS),
            "version": {"type": "integer"},
            "date": make_optional(DAY),
            "url": make_text(300),
        },
        ("reference", "name", "kind", "url"),
    ),
    "WebhookInput": make_object(
        {
            "url": make_text(500, pattern="^https?://"),
            "kinds": make_list(make_choice(WEBHOOK_KINDS), 3, 1),
        },
        ("url", "kinds"),
    ),
    "Webhook": make_object(_WEBHOOK, ("reference", "url", "kinds")),
    "WebhookCreated": make_object(_WEBHOOK | {"secret": make_text(80)}, ("reference", "secret")),
}

QUERY = {
    "q": (make_text(80), "Words of the plate, VIN, make, model, name or town"),
    "status": (make_choice(STATUSES), "Status in the stock"),
    "role": (make_choice(ROLES), "Pick-up or delivery addresses"),
    "state": (make_choice(TRANSITIONS), "State of the order"),
    "updated_since": (MOMENT, "Only records changed since then"),
    "limit": (
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        "Records a page",
    ),
    "cursor": (make_text(200, pattern="^[A-Za-z0-9_-]+$"), "next_cursor of the page before"),
}
