from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request

from ..core.lot import OPTIONS
from ..core.progress import ESTIMATE_STATES
from .portal import TransportPortal, check_client, find, flash, not_found, throttle

CHOICES = 12


class TransportPortalLot(TransportPortal):
    """Steps two to four of the order process: check the cars, choose the places, ask the price."""

    def _get_open_lot(self, reference):
        order = find("transport.order", reference)
        if order.state not in ESTIMATE_STATES:
            flash(
                request.env._("The order %s is accepted: its lot can no longer change.", order.name)
            )
            return order, request.redirect(order.access_url)
        return order, None

    @http.route(
        "/my/transport/orders/<string:reference>/cars",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def transport_lot_cars(self, reference, **form):
        """Check and correct make, model, plate, size class of each car."""
        check_client()
        order, elsewhere = self._get_open_lot(reference)
        if elsewhere:
            return elsewhere
        error = ""
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    self._correct_cars(order, form)
                step = "cars" if form.get("remove") else "places"
                return request.redirect(f"{order.access_url}/{step}")
            except AccessError:
                raise not_found() from None
            except UserError as refusal:
                error = str(refusal)
        return self._render_transport(
            "portal_lot_cars",
            {
                "page_name": "transport_lot",
                "order": order,
                "lines": order.line_ids,
                "running": self._get_running(order.line_ids.vehicle_id),
                "step": 2,
                "error": error,
                "form": form,
                "categories": request.env["transport.vehicle"]
                ._fields["category"]
                ._description_selection(request.env),
            },
        )

    def _correct_cars(self, order, form):
        gone = order.line_ids.filtered(lambda line: line.reference == form.get("remove"))
        for line in order.line_ids - gone:
            if f"model-{line.reference}" in form:
                line.vehicle_id._portal_correct(self._read_car(line.reference, form))
        if gone:
            order._portal_remove_car(gone)
        elif not order.line_ids:
            raise UserError(request.env._("The lot is empty. Choose cars in your stock first."))

    def _read_car(self, reference, form):
        values = {
            name: form.get(f"{name}-{reference}", "").strip()
            for name in ("make", "model", "plate", "category", "vin")
            if f"{name}-{reference}" in form
        }
        values["running"] = form.get(f"running-{reference}") != "no"
        return values

    @http.route(
        "/my/transport/orders/<string:reference>/places",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def transport_lot_places(self, reference, **form):
        """Choose pick-up and delivery in the address book, dates and options; ask the price."""
        check_client()
        order, elsewhere = self._get_open_lot(reference)
        if elsewhere:
            return elsewhere
        error = ""
        if request.httprequest.method == "POST" and form.get("go") != "search":
            try:
                with request.env.cr.savepoint():
                    order._portal_update_lot(self._read_places(form))
                    if form.get("go") == "estimate":
                        throttle("estimate")
                        order._portal_estimate()
                return request.redirect(self._get_next_page(order, form))
            except AccessError:
                raise not_found() from None
            except (UserError, ValueError) as refusal:
                error = self._explain(refusal)
        return self._render_transport(
            "portal_lot_places", self._get_place_values(order, form) | {"error": error}
        )

    def _get_next_page(self, order, form):
        if form.get("go") == "address":
            return f"/my/transport/addresses/new?lot={order.reference}"
        return order.access_url

    def _explain(self, refusal):
        if isinstance(refusal, UserError):
            return str(refusal)
        return request.env._("A date cannot be read. Choose it in the calendar.")

    def _read_places(self, form):
        values = {
            name: find("transport.address", form[name])
            for name in ("origin", "destination")
            if form.get(name)
        }
        for name in OPTIONS:
            values[name] = form.get(name) == "yes"
        for name in ("pickup_date", "delivery_date", "client_reference", "note"):
            values[name] = form.get(name, "").strip()
        return values

    def _get_place_values(self, order, form):
        values = {"page_name": "transport_lot", "order": order, "step": 3, "form": form}
        values["options"] = {
            name: form.get(name) == "yes" if "go" in form else order[name] for name in OPTIONS
        }
        for side, field, role in (
            ("origin", "origin_id", "pickup"),
            ("destination", "destination_id", "delivery"),
        ):
            chosen = order[field]
            if form.get(side):
                chosen = find("transport.address", form[side])
            elif side == "origin" and not chosen and "go" not in form:
                chosen = self._find_own_place(order)
            words = form.get(f"{side}_search", "")[:200]
            found = self._find_places(order, words, role)
            values |= {f"{side}_chosen": chosen, f"{side}_choices": chosen | found}
        return values

    def _find_own_place(self, order):
        """:return: where the client itself is (street and postcode), else its only place, if any"""
        Address = request.env["transport.address"]
        client = order.partner_id.sudo()  # sudo: compared with places that the user reads anyway
        domain = Address._get_role_domain("pickup") & Domain("partner_id", "=", client.id)
        here = Domain("street", "=ilike", client.street) & Domain("zip", "=", client.zip)
        found = Address
        if client.street and client.zip:
            found = Address.search(domain & here, limit=1)
        if not found:
            found = Address.search(domain, limit=2)
        return found if len(found) == 1 else Address

    def _find_places(self, order, words, role):
        """:return: addresses to choose from, those of the order's own site first"""
        Address = request.env["transport.address"]
        domain = Address._search_words(words) & Address._get_role_domain(role)
        own = Domain("partner_id", "=", order.partner_id.id)
        found = Address.search(domain & own, limit=CHOICES)
        if len(found) < CHOICES:
            found |= Address.search(domain & ~own, limit=CHOICES - len(found))
        return found

    @http.route(
        "/my/transport/orders/<string:reference>/estimate",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def transport_lot_estimate(self, reference, **kwargs):
        """Ask for the price again."""
        check_client()
        throttle("estimate")
        order = find("transport.order", reference)
        try:
            with request.env.cr.savepoint():
                order._portal_estimate()
        except AccessError:
            raise not_found() from None
        except UserError as error:
            flash(error)
        return request.redirect(order.access_url)
