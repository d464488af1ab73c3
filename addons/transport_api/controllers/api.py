from urllib.parse import quote

from odoo.http import Controller, Response, request, route

from ..core.api_openapi import BASE, OPERATIONS, build_openapi
from ..core.api_problem import ApiProblem
from .api_dispatcher import Created, api_route


def service():
    """:return: transport.api under the rights of the key's user"""
    return request.env["transport.api"]


def serializer():
    """:return: transport.api.serializer under the rights of the key's user"""
    return request.env["transport.api.serializer"]


class TransportApi(Controller):
    """``/api/transport/v1``: each method carries one operation of ``core/api_openapi.py``."""

    def _order(self, reference):
        return service()._find("transport.order", reference)

    def _page(self, found, serialize):
        records, cursor = found
        return {"data": [serialize(record) for record in records], "next_cursor": cursor}

    # --- the contract and the key ---------------------------------------------------------------

    @api_route("getContract")
    def get_contract(self):
        return build_openapi()

    @api_route("getMe")
    def get_me(self):
        key = request.transport_api_key
        user = request.env.user
        return {
            "name": key.name,
            "company": user.commercial_partner_id.name or "",
            "scope": key.scope,
            "expires_at": key.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "requests_per_minute": key.per_minute,
        }

    # --- cars -----------------------------------------------------------------------------------

    @api_route("listVehicles")
    def list_vehicles(self, query):
        return self._page(service()._list_vehicles(query), serializer()._serialize_vehicle)

    @api_route("createVehicle")
    def create_vehicle(self, body):
        return serializer()._serialize_vehicle(service()._create_vehicle(body))

    @api_route("getVehicle")
    def get_vehicle(self, reference):
        return serializer()._serialize_vehicle(service()._find("transport.vehicle", reference))

    @api_route("correctVehicle")
    def correct_vehicle(self, reference, body):
        vehicle = service()._find("transport.vehicle", reference)
        vehicle._portal_correct(body)
        return serializer()._serialize_vehicle(vehicle)

    # --- addresses ------------------------------------------------------------------------------

    @api_route("listAddresses")
    def list_addresses(self, query):
        return self._page(service()._list_addresses(query), serializer()._serialize_address)

    @api_route("createAddress")
    def create_address(self, body):
        return serializer()._serialize_address(service()._create_address(body))

    @api_route("getAddress")
    def get_address(self, reference):
        return serializer()._serialize_address(service()._find("transport.address", reference))

    @api_route("updateAddress")
    def update_address(self, reference, body):
        address = service()._find("transport.address", reference)
        return serializer()._serialize_address(service()._update_address(address, body))

    @api_route("archiveAddress")
    def archive_address(self, reference):
        service()._find("transport.address", reference)._portal_archive()
        return

    # --- estimates and orders -------------------------------------------------------------------

    @api_route("createEstimate")
    def create_estimate(self, body):
        if not body.get("store"):
            return service()._estimate(body)
        order = service()._store_estimate(body)
        return Created(serializer()._serialize_stored_estimate(order))

    @api_route("getEstimate")
    def get_estimate(self, reference):
        return serializer()._serialize_order(self._order(reference))

    @api_route("createOrder")
    def create_order(self, body):
        order = self._order(body["estimate"])
        return serializer()._serialize_order(service()._accept(order, body))

    @api_route("listOrders")
    def list_orders(self, query):
        return self._page(service()._list_orders(query), serializer()._serialize_order)

    @api_route("getOrder")
    def get_order(self, reference):
        return serializer()._serialize_order(self._order(reference))

    @api_route("acceptOrder")
    def accept_order(self, reference, body):
        order = self._order(reference)
        return serializer()._serialize_order(service()._accept(order, body))

    @api_route("cancelOrder")
    def cancel_order(self, reference, body):
        order = self._order(reference)
        return serializer()._serialize_order(service()._cancel(order, body))

    @api_route("listEvents")
    def list_events(self, reference, query):
        return self._page(
            service()._list_events(self._order(reference), query),
            serializer()._serialize_event,
        )

    @api_route("reportEvents")
    def report_events(self, reference, body):
        return service()._report_events(self._order(reference), body)

    @api_route("listReports")
    def list_reports(self, reference, query):
        return self._page(
            service()._list_reports(self._order(reference), query),
            serializer()._serialize_report,
        )

    @api_route("getPhoto")
    def get_photo(self, reference, photo):
        order = self._order(reference)
        name, mimetype, content = service()._get_photo(order, photo)
        accesses = request.env["transport.document.access"]
        accesses._note(order, "photo", name, channel="api")
        return self._send(name, mimetype, content)

    @api_route("listDocuments")
    def list_documents(self, reference, query):
        return self._page(
            service()._list_documents(self._order(reference), query),
            serializer()._serialize_document,
        )

    @api_route("getDocument")
    def get_document(self, reference, document):
        order = self._order(reference)
        found = service()._find("transport.document", document)
        if found.order_id != order:
            raise ApiProblem("not-found", "This document is not on this order.")
        name, mimetype, content = found._get_content()
        accesses = request.env["transport.document.access"]
        accesses._note(order, found.kind, found.name, found, channel="api")
        return self._send(name, mimetype, content)

    def _send(self, name, mimetype, content):
        return Response(
            content,
            content_type=mimetype,
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
            },
        )

    # --- webhooks -------------------------------------------------------------------------------

    @api_route("listWebhooks")
    def list_webhooks(self, query):
        return self._page(service()._list_webhooks(query), serializer()._serialize_webhook)

    @api_route("createWebhook")
    def create_webhook(self, body):
        webhook, secret = service()._create_webhook(body)
        return serializer()._serialize_webhook(webhook) | {"secret": secret}

    @api_route("deleteWebhook")
    def delete_webhook(self, reference):
        service()._delete_webhook(reference)
        return

    # --- everything else under the base ---------------------------------------------------------

    @route(
        [BASE, f"{BASE}/<path:unknown>"],
        type="transport_api",
        auth="none",
        csrf=False,
        save_session=False,
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
    )
    def unknown(self, unknown=""):
        allowed = allowed_methods(f"/{unknown}")
        if not allowed:
            raise ApiProblem("not-found", f"See {BASE}/openapi.json for what is offered.")
        raise ApiProblem(
            "method-not-allowed",
            f"Allowed: {', '.join(allowed)}.",
            headers={"Allow": ", ".join(allowed)},
        )


def allowed_methods(path):
    """Methods that the contract offers at a path, whatever its parameters."""
    parts = path.split("/")
    found = []
    for operation in OPERATIONS:
        named = operation.path.split("/")
        if len(named) == len(parts) and all(
            name.startswith("{") or name == part for name, part in zip(named, parts, strict=True)
        ):
            found.append(operation.method)
    return found
