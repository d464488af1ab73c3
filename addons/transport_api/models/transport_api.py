import base64
import re

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.transport_order.models.transport_address import SNAPSHOT

from ..core.api_cursor import decode_cursor, encode_cursor, parse_limit
from ..core.api_problem import ApiProblem
from ..core.api_schema import parse_moment

REFERENCE = re.compile("[A-Z0-9]{1,40}")
PLACE_FIELDS = (*SNAPSHOT, "external_ref")


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

    # --- orders ---------------------------------------------------------------------------------

    @api.model
    def _accept(self, order, body):
        """Accept an estimate that the caller has seen: its hash says which."""
        return order._portal_accept(body["estimate_hash"], body["signed_by"].strip())

    @api.model
    def _cancel(self, order, body):
        fee = body.get("expected_fee")
        order._portal_cancel(
            body.get("reason") or "",
            None if fee is None else float(fee),
            body.get("cause") or "other",
        )
        return order

    @api.model
    def _list_orders(self, query):
        domain = Domain.TRUE
        if query.get("state"):
            domain &= Domain("state", "=", query["state"])
        if query.get("updated_since"):
            changed = (
                "event_ids.recorded_at",
                "document_ids.write_date",
                "inspection_ids.write_date",
            )
            domain &= Domain.OR(
                [self._since(query), *(self._since(query, name) for name in changed)]
            )
        orders, cursor = self._list("orders", "transport.order", domain, query)
        # a list asks nobody else: each fee is the one that was told last
        return orders.with_context(transport_fee_known=True), cursor

    @api.model
    def _list_events(self, order, query):
        domain = [("order_id", "=", order.id)]
        return self._list(f"events {order.reference}", "transport.event", domain, query)

    @api.model
    def _list_reports(self, order, query):
        domain = [("order_id", "=", order.id)]
        return self._list(f"reports {order.reference}", "transport.inspection", domain, query)

    @api.model
    def _get_photo(self, order, reference):
        """A file of an event or a report that the user may read, or the signature of a report.

        :return: (name, mime type, bytes)
        """
        kind, number = reference[:1], reference[1:]
        number = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
        if kind == "S":
            report = order.inspection_ids.filtered(lambda report: report.id == number)
            if report.signature:
                return "signature.png", "image/png", base64.b64decode(report.signature)
        if kind == "P":
            # sudo: the photos follow their event or report, read under the user's own rights
            files = order.event_ids.sudo().attachment_ids
            files |= order.inspection_ids.sudo().attachment_ids  # sudo: as above
            for file in files.filtered(lambda file: file.id == number):
                return file.name, file.mimetype, file.raw or b""
        raise ApiProblem("not-found", "Nothing here has this reference.")

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
