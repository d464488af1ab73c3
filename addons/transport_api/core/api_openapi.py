"""The published contract of ``/api/transport/v1``: one table of operations, one of schemas.

The controller checks every body with these schemas and a test compares its routes with this table,
so that the document cannot say something else than the server does.
"""

from dataclasses import dataclass

from odoo.addons.transport_order.core.labels import FILE_TYPES

from .api_parts import Schema, make_object, make_text, refer
from .api_problem import PROBLEMS
from .api_schemas import QUERY, REFERENCE, SCHEMAS, SCOPES

BASE = "/api/transport/v1"
READERS = tuple(SCOPES)
STOCK_READERS = ("transport.read", "transport.write")
WRITERS = ("transport.write",)
CARRIERS = ("transport.carrier",)


@dataclass(frozen=True)
class Operation:
    """One route: ``scopes`` that may call it (empty: no key needed), schema names of its bodies."""

    method: str
    path: str
    name: str
    summary: str
    scopes: tuple[str, ...] = ()
    request: str = ""
    response: str = ""
    status: int = 200
    query: tuple[str, ...] = ()
    listed: bool = False
    # Another answer than ``status``, and where what was made is found (of an answer 201).
    also: int = 0
    location: str = ""

    @property
    def parameters(self) -> list[str]:
        """:return: names of the path parameters"""
        return [part.strip("{}") for part in self.path.split("/") if part.startswith("{")]


OPERATIONS = (
    Operation("GET", "/openapi.json", "getContract", "This document"),
    Operation("GET", "/me", "getMe", "Who the key belongs to", READERS, response="Me"),
    Operation("GET", "/vehicles", "listVehicles", "Cars of the stock", STOCK_READERS, response="Vehicle",
              query=("q", "status", "updated_since"), listed=True),
    Operation("POST", "/vehicles", "createVehicle", "Add a car to the stock", WRITERS,
              "VehicleInput", "Vehicle", 201, location="/vehicles/{reference}"),
    Operation("GET", "/vehicles/{reference}", "getVehicle", "One car", STOCK_READERS, response="Vehicle"),
    Operation("PATCH", "/vehicles/{reference}", "correctVehicle",
              "Correct a car; stock feeds leave corrected fields alone", WRITERS,
              "VehicleCorrection", "Vehicle"),
    Operation("GET", "/addresses", "listAddresses", "Address book", STOCK_READERS, response="Address",
              query=("q", "role", "updated_since"), listed=True),
    Operation("POST", "/addresses", "createAddress", "Add an address", WRITERS, "AddressInput",
              "Address", 201, location="/addresses/{reference}"),
    Operation("GET", "/addresses/{reference}", "getAddress", "One address", STOCK_READERS,
              response="Address"),
    Operation("PATCH", "/addresses/{reference}", "updateAddress", "Change an address", WRITERS,
              "AddressChange", "Address"),
    Operation("DELETE", "/addresses/{reference}", "archiveAddress",
              "Take an address out of the book", WRITERS, status=204),
    Operation("POST", "/estimates", "createEstimate",
              "Price a lot. With store true the answer is an order to accept", WRITERS,
              "EstimateInput", "Estimate", also=201, location="/estimates/{reference}"),
    Operation("GET", "/estimates/{reference}", "getEstimate", "A stored estimate", READERS,
              response="Order"),
    Operation("POST", "/orders", "createOrder", "Accept a stored estimate", WRITERS, "OrderInput",
              "Order", 201, location="/orders/{reference}"),
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
    Operation("GET", "/orders/{reference}/reports", "listReports", "Condition reports of an order",
              READERS, response="Report", listed=True),
    Operation("GET", "/orders/{reference}/photos/{photo}", "getPhoto",
              "A photo of an event or a report, or a signature", READERS),
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


def build_openapi(version: str = "1.0.0") -> Schema:
    """:return: dict, the OpenAPI 3.1 document"""
    paths: Schema = {}
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
                    "content": {"application/problem+json": {"schema": refer("Problem")}},
                }
            },
        },
    }


def _describe(operation: Operation) -> Schema:
    described: Schema = {
        "operationId": operation.name,
        "summary": operation.summary,
        "responses": {
            **{
                str(status): _describe_response(operation, status)
                for status in (operation.status, operation.also)
                if status
            },
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
            {"name": "Idempotency-Key", "in": "header", "schema": make_text(100, minLength=1)}
        )
    if parameters:
        described["parameters"] = parameters
    if operation.request:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": refer(operation.request)}},
        }
    if operation.scopes:
        described["description"] = "Scopes: " + ", ".join(operation.scopes)
    else:
        described["security"] = []
    return described


def _describe_response(operation: Operation, status: int) -> Schema:
    if operation.status == 204:
        return {"description": "Done"}
    if operation.name in ("getDocument", "getPhoto"):
        file = {"schema": {"type": "string", "format": "binary"}}
        types = ("application/octet-stream", *FILE_TYPES)  # generators know the first one
        return {"description": "The file", "content": dict.fromkeys(types, file)}
    schema: Schema = refer(operation.response) if operation.response else {"type": "object"}
    if operation.listed:
        schema = make_object(
            {
                "data": {"type": "array", "items": schema},
                "next_cursor": {"type": ["string", "null"]},
            },
            ("data", "next_cursor"),
        )
    described: Schema = {
        "description": operation.summary,
        "content": {"application/json": {"schema": schema}},
    }
    if status == 201 and operation.location:
        described["headers"] = {
            "Location": {"schema": {"type": "string"}, "description": "Where it is found"}
        }
    return described


def find_operation(name: str) -> Operation:
    """:return: the Operation of this name"""
    return next(operation for operation in OPERATIONS if operation.name == name)
