import math

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import format_datetime

from ..core.export import to_csv
from ..core.labels import CANCEL_SELECTION
from ..core.progress import ACCEPTED_STATES, RUNNING_STATES
from ..exceptions import EstimateRefused
from .portal import (
    CAR_BADGES,
    TransportPortal,
    check_client,
    find,
    flash,
    not_found,
    read_page,
    throttle,
)

MOST_EXPORTED = 5000


class TransportPortalOrder(TransportPortal):
    def _get_order_filters(self):
        env = request.env
        return {
            "current": (env._("Current"), Domain("state", "in", RUNNING_STATES)),
            "to_accept": (env._("To accept"), Domain("state", "=", "quoted")),
            "open": (
                env._("In preparation"),
                Domain("state", "in", ("draft", "on_request", "expired")),
            ),
            "past": (env._("Past"), Domain("state", "in", ("delivered", "closed"))),
            "cancelled": (env._("Cancelled Transports"), Domain("state", "=", "cancelled")),
            "all": (env._("All"), Domain.TRUE),
        }

    def _get_order_domain(self, search, show, date_from, date_to):
        domain = self._get_order_filters().get(show, ("", Domain.TRUE))[1]
        for word in search[:200].split()[:6]:
            domain &= (
                Domain("name", "ilike", word)
                | Domain("client_reference", "ilike", word)
                | Domain("line_ids.vehicle_id", "any", self._get_car_domain(word))
            )
        for operator, value in ((">=", date_from), ("<=", date_to)):
            day = self._read_date(value)
            if day:
                domain &= Domain(
                    "date_order", operator, f"{day} 23:59:59" if operator == "<=" else day
                )
        return domain

    def _get_car_domain(self, word):
        return request.env["transport.vehicle"]._search_words(word)

    def _read_date(self, value):
        try:
            return fields.Date.to_date(value or None)
        except ValueError:
            return None

    @http.route(
        ["/my/transport/orders", "/my/transport/orders/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def transport_orders(
        self, page=1, search="", show="current", date_from="", date_to="", **kwargs
    ):
        """What is on its way, what waits for an answer, and the history."""
        check_client()
        Order = request.env["transport.order"]
        domain = self._get_order_domain(search, show, date_from, date_to)
        args = {"search": search, "show": show, "date_from": date_from, "date_to": date_to}
        url_args = {name: value for name, value in args.items() if value}
        pages, offset = read_page(
            page, Order.search_count(domain), "/my/transport/orders", url_args, step=20
        )
        counts = {
            name: Order.search_count(condition, limit=100)
            for name, (_label, condition) in self._get_order_filters().items()
            if name in ("current", "to_accept")
        }
        return self._render_transport(
            "portal_orders",
            {
                "page_name": "transport_orders",
                "orders": Order.search(domain, limit=20, offset=offset),
                "pager": pages,
                "filters": self._get_order_filters(),
                "counts": counts,
                "url_args": url_args,
            }
            | args,
        )

    @http.route("/my/transport/orders/export", type="http", auth="user", readonly=True)
    def transport_orders_export(self, search="", show="all", date_from="", date_to="", **kwargs):
        """The filtered orders as a table for a spreadsheet, one line a car."""
        check_client()
        orders = request.env["transport.order"].search(
            self._get_order_domain(search, show, date_from, date_to), limit=MOST_EXPORTED + 1
        )
        rows = list(self._get_export_rows(orders[:MOST_EXPORTED]))
        if len(orders) > MOST_EXPORTED:
            rows.append([self._tell_cut_export()])
        content = to_csv(self._get_export_header(), rows)
        return request.make_response(
            content,
            [
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", 'attachment; filename="transports.csv"'),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _tell_cut_export(self):
        return request.env._(
            "Only the latest %(count)s orders are in this file. Choose shorter dates for the others.",
            count=MOST_EXPORTED,
        )

    def _get_export_header(self):
        env = request.env
        return [
            env._("Order"),
            env._("State"),
            env._("Site"),
            env._("Your reference"),
            env._("Pick-up"),
            env._("Delivery"),
            env._("Car"),
            env._("Number plate"),
            env._("VIN"),
            env._("Car state"),
            env._("Since"),
            env._("Transport price"),
            env._("Order, untaxed"),
        ]

    def _get_export_rows(self, orders):
        # sudo: names of the sites of one's own group
        sites = {order.id: order.sudo().partner_id.name for order in orders}
        states = dict(orders._fields["state"]._description_selection(request.env))
        cars = dict(orders.line_ids._fields["state"]._description_selection(request.env))
        for order in orders:
            for line in order.line_ids:
                since = line.state_date
                yield [
                    order.name,
                    states[order.state],
                    sites[order.id],
                    order.client_reference,
                    order.origin_id.display_name,
                    order.destination_id.display_name,
                    " ".join(filter(None, (line.make, line.model))),
                    line.plate,
                    line.vin,
                    cars[line.state],
                    since and fields.Datetime.to_string(since),
                    line.amount,
                    order.amount_untaxed,
                ]

    @http.route(
        "/my/transport/orders/<string:reference>",
        type="http",
        auth="user",
        website=True,
    )
    def transport_order(self, reference, **kwargs):
        """One order: price and acceptance before, progress and documents after."""
        check_client()
        order = find("transport.order", reference)
        return self._render_transport("portal_order", self._get_order_values(order))

    def _get_order_values(self, order):
        accepted = order.state in ACCEPTED_STATES or bool(order.accepted_on)
        # sudo: to know the ids only; the search below runs under the user's own rights
        invoice_ids = order.sudo().sale_order_ids.invoice_ids.ids if accepted else []
        Invoice = request.env["account.move"]
        invoices = Invoice
        if invoice_ids and Invoice.has_access("read"):
            invoices = Invoice.search([("id", "in", invoice_ids), ("state", "=", "posted")])
        can_cancel = order._can_portal_cancel() and order.state != "cancelled"
        return {
            "page_name": "transport_order",
            "order": order,
            "object": order,
            "step": 4,
            "accepted": accepted,
            "timeline": order._get_timeline() if accepted else [],
            "invoices": invoices,
            "documents": request.env["transport.document"].search(
                [("order_id", "=", order.id), ("is_latest", "=", True)]
            ),
            "inspections": order.inspection_ids,
            "can_cancel": can_cancel,
            "cancel_causes": order._fields["cancel_cause"]._description_selection(request.env),
            "cancel_fee": order._get_cancel_fee() if can_cancel else 0,
            "over_limit": self._is_over_limit(order),
            "car_badges": CAR_BADGES,
            "site": order.sudo().partner_id.name,  # sudo: a site of the user's own group
        }

    @http.route("/my/transport/cars/<string:reference>", type="http", auth="user", website=True)
    def transport_car(self, reference, **kwargs):
        """Own cars on a transport that the whole group ordered: how far they are, no price."""
        check_client()
        line = find("transport.order.vehicle", reference)
        # sudo: its number, route and dates alone are shown; the cars are the user's own
        order = line.sudo().order_id
        if request.env["transport.order"].search([("id", "=", order.id)]):
            return request.redirect(order.access_url)
        lines = line.search([("order_id", "=", order.id)])
        planned = order.planned_pickup
        return self._render_transport(
            "portal_car",
            {
                "page_name": "transport_order",
                "order_name": order.name,
                "route": order.route,
                "planned_pickup": planned
                and format_datetime(order.env, planned, dt_format="short"),
                "timeline": order._get_timeline(lines.sudo()),  # sudo: as above
                "car_badges": CAR_BADGES,
            },
        )

    def _is_over_limit(self, order):
        user = request.env.user.sudo()  # sudo: one's own limit
        limit = user.transport_order_limit
        return bool(user.share and limit and order.amount_untaxed > limit)

    @http.route(
        "/my/transport/orders/<string:reference>/accept",
        type="jsonrpc",
        auth="user",
        website=True,
    )
    def transport_order_accept(self, reference, name=None, signature=None, mark=None, **kwargs):
        """Accept the price that the page showed; answers as portal's signature form expects."""
        mark = mark or request.httprequest.args.get("mark")
        try:
            order = request.env["transport.order"].search([("reference", "=", reference)], limit=1)
            if not order:
                return {"error": request.env._("This order was not found in your account.")}
            if not signature:
                return {"error": request.env._("Sign in the box before you accept.")}
            with request.env.cr.savepoint():
                order._portal_accept(mark, name, signature)
        except AccessError:
            return {"error": request.env._("This order was not found in your account.")}
        except EstimateRefused as refusal:
            return {"error": str(refusal), "code": refusal.code}
        except UserError as error:
            return {"error": str(error)}
        except (ValueError, TypeError):
            return {"error": request.env._("The signature cannot be read. Sign again.")}
        flash(request.env._("Thank you: your order is confirmed."), "success")
        return {"force_refresh": True, "redirect_url": order.access_url}

    @http.route(
        "/my/transport/orders/<string:reference>/cancel",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def transport_order_cancel(self, reference, reason="", fee="0", cause="", **kwargs):
        """Cancel, for the fee that the page showed."""
        check_client()
        order = find("transport.order", reference)
        try:
            with request.env.cr.savepoint():
                if cause not in dict(CANCEL_SELECTION):
                    raise UserError(request.env._("Choose why you cancel."))
                order._portal_cancel(reason.strip(), self._read_fee(fee), cause)
            flash(request.env._("The order %s is cancelled.", order.name), "success")
        except AccessError:
            raise not_found() from None
        except ValueError:
            flash(request.env._("The fee cannot be read. Reload the page."))
        except UserError as error:
            flash(error)
        return request.redirect(order.access_url)

    def _read_fee(self, text):
        fee = float(text or 0)
        if not math.isfinite(fee):
            raise ValueError(text)
        return fee

    @http.route(
        "/my/transport/orders/<string:reference>/duplicate",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def transport_order_duplicate(self, reference, **kwargs):
        """Start a lot like this one."""
        check_client()
        throttle("lot")
        order = find("transport.order", reference)
        try:
            with request.env.cr.savepoint():
                copy = order._portal_duplicate()
        except AccessError:
            raise not_found() from None
        except UserError as error:
            flash(error)
            return request.redirect(order.access_url)
        return request.redirect(f"{copy.access_url}/cars")
