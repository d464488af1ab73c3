from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request

from .portal import TransportPortal, check_client, find, flash, not_found, read_page, throttle

STATUSES = ("in_stock", "incoming", "reserved", "gone")
MOST_AT_ONCE = 200


class TransportPortalStock(TransportPortal):
    @http.route(
        ["/my/transport/stock", "/my/transport/stock/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def transport_stock(self, page=1, search="", status="in_stock", site="", lot="", **kwargs):
        """The client's stock, to choose cars from."""
        check_client()
        order = find("transport.order", lot) if lot else None
        domain = self._get_stock_domain(search, status, site)
        Vehicle = request.env["transport.vehicle"]
        args = {"search": search, "status": status, "site": site, "lot": lot}
        url_args = {name: value for name, value in args.items() if value}
        total = Vehicle.search_count(domain)
        pages, offset = read_page(page, total, "/my/transport/stock", url_args)
        vehicles = Vehicle.search(domain, limit=40, offset=offset)
        return self._render_transport(
            "portal_stock",
            {
                "page_name": "transport_stock",
                "vehicles": vehicles,
                "pager": pages,
                "total": total,
                "may_take_all": total <= MOST_AT_ONCE and status != "gone",
                "order": order,
                "chosen": order.line_ids.vehicle_id if order else Vehicle,
                "running": self._get_running(vehicles),
                "statuses": Vehicle._fields["status"]._description_selection(request.env),
                "categories": self._get_categories(),
            }
            | self._get_site_values()
            | args,
        )

    def _get_stock_domain(self, search, status, site):
        domain = request.env["transport.vehicle"]._search_words(search[:200])
        if status in STATUSES:
            domain &= Domain("status", "=", status)
        if site.isdigit():
            domain &= Domain("partner_id", "=", int(site))
        return domain

    def _get_categories(self):
        return dict(
            request.env["transport.vehicle"]._fields["category"]._description_selection(request.env)
        )

    @http.route("/my/transport/stock/add", type="http", auth="user", website=True)
    def transport_stock_add(self, lot="", back="", go="", **kwargs):
        """Put the ticked cars in the lot, a new one when there is none yet."""
        check_client()
        if request.httprequest.method != "POST":  # a page loaded again, or a bookmark
            return request.redirect("/my/transport/stock")
        order = find("transport.order", lot) if lot else None
        try:
            vehicles = self._find_all(kwargs) if go == "all" else self._find_ticked()
        except UserError as error:
            flash(error)
            return request.redirect(self._get_stock_url(back, lot))
        if not vehicles and not order:
            flash(request.env._("Tick one car or more first."), "warning")
            return request.redirect(self._get_stock_url(back, ""))
        if not order:
            throttle("lot")
        try:
            with request.env.cr.savepoint():
                order = self._put_in_lot(order, vehicles)
        except AccessError:
            raise not_found() from None
        except UserError as error:
            flash(error)
            return request.redirect(self._get_stock_url(back, lot))
        if go == "more":
            return request.redirect(self._get_stock_url(back, order.reference))
        return request.redirect(f"/my/transport/orders/{order.reference}/cars")

    def _find_ticked(self):
        references = request.httprequest.form.getlist("car")[:MOST_AT_ONCE]
        vehicles = request.env["transport.vehicle"].search([("reference", "in", references)])
        if len(vehicles) != len(set(references)):
            raise not_found()
        return vehicles

    def _find_all(self, form):
        """All that the list shows, on every page; what is gone or on its way stays out."""
        domain = self._get_stock_domain(
            form.get("search", ""), form.get("status", ""), form.get("site", "")
        )
        domain &= Domain("status", "!=", "gone")
        found = request.env["transport.vehicle"].search(domain, limit=MOST_AT_ONCE + 1)
        if len(found) > MOST_AT_ONCE:
            raise UserError(
                request.env._(
                    "More than %s cars at once. Look for fewer, or tick them.", MOST_AT_ONCE
                )
            )
        on_the_way = self._get_running(found)
        if on_the_way:
            told = request.env._(
                "Left out, since another transport has them already: %s.",
                ", ".join(car.plate or car.vin or car.display_name for car in on_the_way),
            )
            if len(on_the_way) == len(found):
                raise UserError(told)
            flash(told, "info")
        return found.filtered(lambda car: car not in on_the_way)

    def _put_in_lot(self, order, vehicles):
        if order:
            if vehicles:
                order._portal_add_cars(vehicles)
            return order
        owners = vehicles.sudo().partner_id  # sudo: compared by id only
        partner = owners if len(owners) == 1 else request.env.user.commercial_partner_id
        return request.env["transport.order"]._portal_create_lot(
            {"vehicles": vehicles, "partner": partner}
        )

    def _get_stock_url(self, back, lot):
        """Back to the same list; only our own path is ever followed."""
        path, _mark, query = (back or "").partition("?")
        if not path.startswith("/my/transport/stock"):
            path, query = "/my/transport/stock", ""
        parts = [part for part in query.split("&") if part and not part.startswith("lot=")]
        if lot:
            parts.append(f"lot={lot}")
        return f"{path}?{'&'.join(parts)}" if parts else path

    @http.route(
        "/my/transport/stock/new", type="http", auth="user", website=True, methods=["GET", "POST"]
    )
    def transport_stock_new(self, **form):
        """Type a car that no feed brings."""
        check_client()
        error = ""
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    vehicle = self._create_car(form)
                flash(request.env._("%s was added to your stock.", vehicle.display_name), "success")
                return request.redirect(self._get_stock_url("", form.get("lot")))
            except AccessError:
                raise not_found() from None
            except UserError as refusal:
                error = str(refusal)
        return self._render_transport(
            "portal_stock_new",
            {
                "page_name": "transport_stock",
                "form": form,
                "error": error,
                "sites": request.env.user._transport_get_sites(),
                "categories": self._get_categories(),
            },
        )

    def _create_car(self, form):
        user = request.env.user
        user._transport_check_role("estimate")
        site = form.get("site", "")
        partner = user.commercial_partner_id
        if site.isdigit():
            partner = partner.browse(int(site))
        values = {name: form.get(name, "").strip() for name in ("make", "model", "plate", "vin")}
        values["category"] = form.get("category", "car")
        values["running"] = form.get("running") != "no"
        return request.env["transport.vehicle"]._portal_create(partner, [values])
