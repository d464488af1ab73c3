import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.transport_order.core.identity import read_plate, read_vin
from odoo.addons.transport_order.core.lot import OPTIONS, Car, Options, Place

from ..core.api_cursor import decode_cursor, encode_cursor, parse_limit
from ..core.api_problem import ApiProblem
from ..core.api_schema import parse_moment
from .transport_api_serializer import CAR_FIELDS

REFERENCE = re.compile("[A-Z0-9]{1,40}")
PLACE_FIELDS = (
    "name",
    "street",
    "street2",
    "zip",
    "city",
    "contact_name",
    "phone",
    "email",
    "opening_hours",
    "truck_access",
    "instructions",
    "external_ref",
)


class TransportApi(models.AbstractModel):
    """What the API does, under the rights of the key's user; controllers only carry it."""

    _name = "transport.api"
    _description = "Transport API Service"

    # --- finding --------------------------------------------------------------------------------

    @api.model
    def _find(self, model, reference):
        """One record by its public reference.

        :raise ApiProblem: the same "not found" for an unknown and for another client's record
        """
        records = self.env[model]
        if REFERENCE.fullmatch(reference):
            records = records.search([("reference", "=", reference)], limit=1)
        if not records:
            raise ApiProblem("not-found", "Nothing here has this reference.")
        return records

    @api.model
    def _find_client(self, code):
        """The client that a request is about.

        :param str code: partner reference, or None for the company of the key's user
        """
        user = self.env.user
        if not code:
            if user._is_internal():
                raise ApiProblem(
                    "invalid",
                    "This key serves several clients: name one.",
                    errors=[{"pointer": "/client", "detail": "is required"}],
                )
            return user.commercial_partner_id
        if user._is_internal():
            found = self.env["res.partner"].search(
                [("ref", "=", code), ("is_company", "=", True)], limit=2
            )
        else:
            found = user._transport_get_sites().filtered(lambda site: site.ref == code)
        if len(found) != 1:
            raise ApiProblem(
                "invalid",
                "The client was not found.",
                errors=[{"pointer": "/client", "detail": "is not the code of one client"}],
            )
        return found.sudo(False)

    @api.model
    def _list(self, kind, model, domain, query, order="id"):
        """One page of records under the user's rights.

        :param str kind: name of the list, which its cursors carry
        :param dict query: texts of the query string
        :return: (records, next cursor or None)
        """
        limit = parse_limit(query.get("limit"))
        last = decode_cursor(kind, query.get("cursor"))
        domain = Domain(domain) & Domain("id", ">", last)
        records = self.env[model].search(domain, limit=limit + 1, order=order)
        page = records[:limit]
        return page, encode_cursor(kind, page[-1].id) if len(records) > limit else None

    @api.model
    def _since(self, query, field="write_date"):
        text = query.get("updated_since")
        return Domain(field, ">=", parse_moment(text)) if text else Domain.TRUE

    # --- cars and addresses ---------------------------------------------------------------------

    @api.model
    def _list_vehicles(self, query):
        domain = self._since(query)
        if query.get("q"):
            domain &= self.env["transport.vehicle"]._search_words(query["q"])
        if query.get("status"):
            domain &= Domain("status", "=", query["status"])
        return self._list("vehicles", "transport.vehicle", domain, query)

    @api.model
    def _create_vehicle(self, body):
        partner = self._find_client(body.get("client"))
        return self.env["transport.vehicle"]._portal_create(partner, [body])

    @api.model
    def _list_addresses(self, query):
        domain = self._since(query)
        if query.get("q"):
            domain &= self.env["transport.address"]._search_words(query["q"])
        if query.get("role"):
            domain &= Domain("role", "in", [query["role"], "both"])
        return self._list("addresses", "transport.address", domain, query)

    @api.model
    def _create_address(self, body):
        partner = self._find_client(body.get("client"))
        return self.env["transport.address"]._portal_create(partner, self._read_address(body))

    @api.model
    def _update_address(self, address, body):
        address._portal_update(self._read_address(body, complete=False))
        return address

    @api.model
    def _read_address(self, body, complete=True):
        """Values of a transport.address from a place of a request."""
        values = {name: body[name] for name in (*PLACE_FIELDS, "role") if name in body}
        if "country" in body or complete:
            values["country_id"] = self._find_country(body.get("country") or "FR").id
        return values

    @api.model
    def _find_country(self, code):
        country = self.env["res.country"].search([("code", "=", code)], limit=1)
        if not country:
            raise ApiProblem(
                "invalid",
                "The country is unknown.",
                errors=[{"pointer": "/country", "detail": "is not an ISO 3166-1 code"}],
            )
        return country

    # --- estimates ------------------------------------------------------------------------------

    @api.model
    def _estimate(self, body):
        """Price a lot without storing anything.

        :param dict body: EstimateInput
        :return: dict, Estimate of the contract
        """
        self.env.user._transport_check_role("estimate")
        partner = self._find_client(body.get("client"))
        serializer = self.env["transport.api.serializer"]
        estimate = self.env["transport.estimator"]._estimate(
            partner,
            self._read_cars(body["vehicles"]),
            self._read_place(body["origin"]),
            self._read_place(body["destination"]),
            self._read_options(body),
        )
        return serializer._serialize_estimate(estimate, self._get_currency(partner))

    @api.model
    def _get_currency(self, partner):
        return (partner.sudo().company_id or self.env.company).currency_id  # sudo: its company only

    @api.model
    def _read_options(self, body):
        given = body.get("options") or {}
        return Options(**{name: bool(given.get(name)) for name in OPTIONS})

    @api.model
    def _read_cars(self, vehicles):
        """:return: list of core.lot.Car, stock cars read in one query"""
        wanted = [car["reference"] for car in vehicles if "reference" in car]
        self._refuse_doubles(wanted)
        stock = self.env["transport.vehicle"].search([("reference", "in", wanted)])
        by_reference = dict(zip(stock.mapped("reference"), stock._to_car(), strict=True))
        cars = []
        for index, car in enumerate(vehicles):
            if "reference" in car:
                if car["reference"] not in by_reference:
                    raise self._unknown_car(index)
                cars.append(by_reference[car["reference"]])
            else:
                label = " ".join(filter(None, (car.get("make"), car.get("model"))))
                cars.append(
                    Car(label, car.get("category") or "car", car.get("running", True), str(index))
                )
        return cars

    @api.model
    def _unknown_car(self, index):
        return ApiProblem(
            "invalid",
            "A car was not found.",
            errors=[{"pointer": f"/vehicles/{index}/reference", "detail": "was not found"}],
        )

    @api.model
    def _refuse_doubles(self, references):
        if len(set(references)) != len(references):
            raise ApiProblem(
                "invalid",
                "A car is named twice.",
                errors=[{"pointer": "/vehicles", "detail": "must not repeat a reference"}],
            )

    @api.model
    def _read_place(self, place):
        """:return: core.lot.Place"""
        if "reference" in place:
            return self._find_place(place["reference"])._to_place()
        country = place.get("country") or "FR"
        return Place(country, (place.get("zip") or "").replace(" ", ""), place.get("city") or "")

    @api.model
    def _find_place(self, reference):
        address = self.env["transport.address"].search([("reference", "=", reference)], limit=1)
        if not address:
            raise ApiProblem("invalid", f"The address {reference} was not found.")
        return address

    @api.model
    def _store_estimate(self, body):
        """Store a lot and its price, to be accepted.

        :return: transport.order
        """
        partner = self._find_client(body.get("client"))
        values = {
            "partner": partner,
            "vehicles": self._get_vehicles(partner, body["vehicles"]),
            "origin": self._get_address(partner, body["origin"]),
            "destination": self._get_address(partner, body["destination"]),
            "source": "api",
        }
        values |= self._read_options(body).as_dict()
        for name in ("pickup_date", "delivery_date", "client_reference", "note"):
            if name in body:
                values[name] = body[name]
        order = self.env["transport.order"]._portal_create_lot(values)
        if body.get("external_reference"):
            # sudo: clients have no write access; the order was made by this very call
            order.sudo().external_reference = body["external_reference"]
        return order._portal_estimate()

    @api.model
    def _get_vehicles(self, partner, vehicles):
        """Cars of the stock: named, recognised by plate or VIN, or new."""
        model = self.env["transport.vehicle"]
        wanted = [car["reference"] for car in vehicles if "reference" in car]
        self._refuse_doubles(wanted)
        by_reference = {
            vehicle.reference: vehicle for vehicle in model.search([("reference", "in", wanted)])
        }
        found = model
        for index, car in enumerate(vehicles):
            if "reference" in car:
                if car["reference"] not in by_reference:
                    raise self._unknown_car(index)
                found |= by_reference[car["reference"]]
            else:
                found |= self._recognise_car(partner, car) or model._portal_create(partner, [car])
        return found

    @api.model
    def _recognise_car(self, partner, car):
        """The client's own car that surely bears this VIN or plate, corrected as described."""
        model = self.env["transport.vehicle"]
        vin, plate = read_vin(car.get("vin")).key, read_plate(car.get("plate")).key
        for name, mark in (("sure_vin", vin), ("sure_plate", plate)):
            own = [("partner_id", "=", partner.id), (name, "=", mark)]
            vehicle = model.search(own, limit=1) if mark else model
            if vehicle and not (vin and vehicle.sure_vin and vehicle.sure_vin != vin):
                vehicle._portal_correct({key: car[key] for key in CAR_FIELDS if key in car})
                return vehicle
        return model

    @api.model
    def _get_address(self, partner, place):
        """An address of the book: named, the same as before, or new."""
        model = self.env["transport.address"]
        if "reference" in place:
            return self._find_place(place["reference"])
        missing = [name for name in ("name", "zip", "city") if not place.get(name)]
        if missing:
            raise ApiProblem(
                "invalid",
                "The place is not complete.",
                errors=[{"pointer": f"/{name}", "detail": "is required"} for name in missing],
            )
        values = self._read_address(place)
        keys = ("external_ref",) if place.get("external_ref") else ("name", "street", "zip", "city")
        same = [("partner_id", "=", partner.id)]
        same += [(name, "=", values.get(name) or False) for name in keys]
        address = model.search(same, limit=1)
        if not address:
            return model._portal_create(partner, values)
        changed = {
            name: value
            for name, value in values.items()
            if (address[name].id if name == "country_id" else address[name]) != value
        }
        if changed:
            address._portal_update(changed)
        return address

    # --- orders ---------------------------------------------------------------------------------

    @api.model
    def _accept(self, order, body):
        """Accept an estimate that the caller has seen: its hash says which."""
        return order._portal_accept(body["estimate_hash"], body["signed_by"].strip())

    @api.model
    def _cancel(self, order, body):
        fee = body.get("expected_fee")
        order._portal_cancel(body.get("reason") or "", None if fee is None else float(fee))
        return order

    @api.model
    def _list_orders(self, query):
        domain = Domain.TRUE
        if query.get("state"):
            domain &= Domain("state", "=", query["state"])
        if query.get("updated_since"):
            domain &= self._since(query) | self._since(query, "event_ids.recorded_at")
        return self._list("orders", "transport.order", domain, query)

    @api.model
    def _list_events(self, order, query):
        domain = [("order_id", "=", order.id)]
        return self._list(f"events {order.reference}", "transport.event", domain, query)

    @api.model
    def _list_documents(self, order, query):
        domain = [("order_id", "=", order.id), ("visible", "=", True)]
        return self._list(f"documents {order.reference}", "transport.document", domain, query)

    @api.model
    def _report_events(self, order, body):
        """Record what a carrier reports.

        :return: dict, EventsResult of the contract
        """
        lines = {line.reference: line for line in order.line_ids}
        values_list = []
        for index, event in enumerate(body["events"]):
            if event.get("vehicle") and event["vehicle"] not in lines:
                raise ApiProblem(
                    "invalid",
                    "A car is not on this order.",
                    errors=[
                        {"pointer": f"/events/{index}/vehicle", "detail": "is not on this order"}
                    ],
                )
            values_list.append(self._read_event(event, lines))
        before = set(order.event_ids.ids)
        recorded = order._append_events(values_list, "carrier")
        new = len(set(recorded.ids) - before)
        return {"state": order.state, "recorded": new, "known": len(recorded) - new}

    @api.model
    def _read_event(self, event, lines):
        values = {
            "code": event["code"],
            "occurred_at": parse_moment(event["occurred_at"]),
            "external_id": event["external_id"],
            "line": lines.get(event.get("vehicle")),
            "place": event.get("place"),
            "note": event.get("note"),
        }
        if event.get("eta"):
            values["eta"] = parse_moment(event["eta"])
        if values["occurred_at"] > fields.Datetime.add(fields.Datetime.now(), hours=24):
            raise UserError(self.env._("An event cannot have happened in the future."))
        return values

    # --- webhooks -------------------------------------------------------------------------------

    @api.model
    def _create_webhook(self, body):
        """:return: (transport.webhook, its secret)"""
        return self.env["transport.webhook"]._create_for_client(
            self.env.user.commercial_partner_id, body["url"], body["kinds"]
        )

    @api.model
    def _list_webhooks(self, query):
        # sudo: clients keep their own webhooks through the API only, found by their own company
        own = [("partner_id", "=", self.env.user.commercial_partner_id.id)]
        return self.sudo()._list("webhooks", "transport.webhook", own, query)

    @api.model
    def _delete_webhook(self, reference):
        # sudo: as above
        webhook = self.sudo()._find("transport.webhook", reference)
        if webhook.partner_id != self.env.user.commercial_partner_id:
            raise ApiProblem("not-found", "Nothing here has this reference.")
        webhook.unlink()
