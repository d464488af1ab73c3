import time

from werkzeug.exceptions import HTTPException, NotFound, TooManyRequests

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..core.rate import RateLimiter

PAGE_SIZE = 40
# State of a car: classes of its badge and of its icon
CAR_BADGES = {
    "to_collect": ("text-bg-secondary", "fa-circle-o"),
    "not_ready": ("text-bg-warning", "fa-exclamation-triangle"),
    "collected": ("text-bg-info", "fa-arrow-circle-up"),
    "in_transit": ("text-bg-primary", "fa-truck"),
    "at_hub": ("text-bg-primary", "fa-home"),
    "refused": ("text-bg-danger", "fa-times-circle"),
    "cancelled": ("text-bg-secondary", "fa-ban"),
    "delivered": ("text-bg-success", "fa-check-circle"),
    "returned": ("text-bg-secondary", "fa-undo"),
}
FLASH = "transport_message"
# What one person may ask a minute: each of it costs the server or a manager time.
PER_MINUTE = {"estimate": 20, "lot": 20}
_limiter = RateLimiter()


def not_found():
    """The same answer for what does not exist and for what belongs to somebody else."""
    return NotFound()


def find(model, reference):
    """Read one record by its public reference, under the user's own rights.

    :raise NotFound: when there is none the user may read
    """
    try:
        record = request.env[model].search([("reference", "=", str(reference))], limit=1)
    except AccessError:
        raise not_found() from None
    if not record:
        raise not_found()
    return record


def check_client():
    """Only people of a client, and the carrier's own staff, have transport pages."""
    if not request.env["transport.order"].has_access("read"):
        raise not_found()


def throttle(kind):
    """Clients ask prices as people do; a program has the API, with a limit of its own.

    :raise HTTPException: a page (429) with the seconds to wait
    """
    user = request.env.user
    if not user.share:
        return
    key = (request.env.cr.dbname, user.id, kind)
    wait = _limiter.take(key, PER_MINUTE[kind], time.monotonic())
    if wait:
        words = request.env._("Too many requests. Try again in %(seconds)s seconds.", seconds=wait)
        page = request.render("transport_order.portal_wait", {"words": words})
        page.flatten()
        page.status_code, page.headers["Retry-After"] = TooManyRequests.code, str(wait)
        # as a whole answer: the site's own page of errors would lose the header
        raise HTTPException(response=page)


def flash(message, kind="danger"):
    """Keep a message for the next page."""
    request.session[FLASH] = [str(message), kind]


def read_page(page, total, url, url_args, step=PAGE_SIZE):
    """:return: (pager values, offset) of a list"""
    values = pager(url=url, url_args=url_args, total=total, page=max(1, page), step=step, scope=5)
    return values, values["offset"]


class TransportPortal(CustomerPortal):
    def _get_site_values(self):
        """Companies of the user, and their names: he may own cars of sites he cannot read."""
        sites = request.env.user._transport_get_sites()
        return {"sites": sites, "site_names": {site.id: site.name for site in sites}}

    def _get_running(self, vehicles):
        """:return: car to (number, address) of the transport that carries it now"""
        # sudo: the cars are the user's; of a transport of his whole group he sees his cars alone
        lines = vehicles.sudo()._get_running_lines()
        own = request.env["transport.order"].search([("id", "in", lines.order_id.ids)])
        return {
            line.vehicle_id: (
                line.order_id.name,
                line.order_id.access_url
                if line.order_id in own
                else f"/my/transport/cars/{line.reference}",
            )
            for line in lines
        }

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        Order = request.env["transport.order"]
        if "transport_order_count" in counters:
            values["transport_order_count"] = (
                Order.search_count([], limit=1000) if Order.has_access("read") else 0
            )
        if "transport_vehicle_count" in counters:
            Vehicle = request.env["transport.vehicle"]
            values["transport_vehicle_count"] = (
                Vehicle.search_count([], limit=100000) if Vehicle.has_access("read") else 0
            )
        return values

    def _render_transport(self, template, values):
        """Render a page of the transport portal, with its tabs and the waiting message."""
        check_client()
        user = request.env.user
        message = request.session.pop(FLASH, None)
        role = user.sudo().transport_role or "order"  # sudo: one's own role
        return request.render(
            f"transport_order.{template}",
            self._prepare_portal_layout_values()
            | {
                "no_breadcrumbs": True,
                "message": message,
                "is_group_user": user._transport_is_group_user(),
                "may_estimate": not user.share or role in ("estimate", "order"),
                "may_order": not user.share or role == "order",
            }
            | values,
        )

    @http.route("/my/transport", type="http", auth="user", website=True)
    def transport_home(self, **kwargs):
        """The transport pages open on what is on its way."""
        return request.redirect("/my/transport/orders")
