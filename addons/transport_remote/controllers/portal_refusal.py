from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.transport_order.controllers.portal import (
    TransportPortal,
    check_client,
    find,
    flash,
    not_found,
    throttle,
)


class TransportPortalRefusal(TransportPortal):
    @http.route(
        "/my/transport-refusal/<string:reference>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def transport_refusal(self, reference, step="", **kwargs):
        """What the client decides about an order that the carrier's system did not take."""
        check_client()
        throttle("estimate")
        order = find("transport.order", reference)
        try:
            with request.env.cr.savepoint():
                order._portal_settle_refusal(step)
            if step == "again":
                flash(request.env._("The order %s is sent again.", order.name), "success")
        except AccessError:
            raise not_found() from None
        except UserError as error:
            flash(error)
        return request.redirect(order.access_url)
