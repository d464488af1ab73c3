from odoo import http
from odoo.http import request

from .portal import RentalPortal


class RentalAlternativePortal(RentalPortal):
    """Another way to serve his booking: the customer reads it, and takes it or not.

    A page shows; only a POST changes something: scanners of mails follow every link.
    """

    def _get_own_alternative(self, booking, proposal_id):
        proposal = booking.rental_proposal_ids.filtered(lambda own: own.id == proposal_id)
        if not proposal:
            raise request.not_found()
        return proposal

    @http.route(
        "/my/rentals/<int:order_id>/alternative/<int:proposal_id>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def portal_rental_alternative(self, order_id, proposal_id, access_token=None, **_kw):
        booking = self._get_own_booking(order_id, access_token)
        values = {
            "page_name": "rental",
            "booking": booking,
            "proposal": self._get_own_alternative(booking, proposal_id),
            "access_token": access_token or "",
            "tz": booking.warehouse_id._get_rental_tz(),
        }
        response = request.render("rental_booking.portal_rental_alternative", values)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    @http.route(
        "/my/rentals/<int:order_id>/alternative/<int:proposal_id>/accept",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_rental_alternative_accept(self, order_id, proposal_id, access_token=None, **_kw):
        return self._answer(
            order_id,
            access_token,
            lambda own: self._get_own_alternative(own, proposal_id)._accept(),
        )

    @http.route(
        "/my/rentals/<int:order_id>/alternative/<int:proposal_id>/decline",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_rental_alternative_decline(
        self, order_id, proposal_id, access_token=None, reason="", **_kw
    ):
        return self._answer(
            order_id,
            access_token,
            lambda own: self._get_own_alternative(own, proposal_id)._decline(reason),
        )
