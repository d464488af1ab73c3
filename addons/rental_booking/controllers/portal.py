from odoo import fields, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..core.half_days import to_local, to_utc
from ..core.workflow import (
    ACTIVE_STATES,
    BACK_STATES,
    DESK,
    FIRM_STATES,
    OUT_STATES,
    QUOTED_STATES,
)

PAGE = 20


class RentalPortal(CustomerPortal):
    """What a customer has booked, has in his hands, and had.

    A page shows; only a POST changes something: scanners of mails follow every link.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "rental_count" in counters:
            bookings = request.env["sale.order"]
            may_read = bookings.has_access("read")
            values["rental_count"] = (
                bookings.search_count(self._get_rental_domain()) if may_read else 0
            )
        return values

    def _get_rental_domain(self, shown=None):
        partner = request.env.user.partner_id
        own = Domain("partner_id", "child_of", partner.commercial_partner_id.id)
        states = {
            "coming": (*QUOTED_STATES[1:], *FIRM_STATES),
            "running": (*OUT_STATES, *BACK_STATES),
            "past": ("closed", "cancelled"),
        }
        wanted = Domain("rental_state", "in", states.get(shown) or sum(states.values(), ()))
        if shown in (None, "coming"):
            wanted |= Domain("rental_state", "=", "draft") & Domain("state", "=", "sent")
        return own & Domain("is_rental", "=", True) & wanted

    @http.route(
        ["/my/rentals", "/my/rentals/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_rentals(self, page=1, shown="coming", **_kw):
        tabs = {
            "coming": request.env._("Coming"),
            "running": request.env._("In my hands"),
            "past": request.env._("Past"),
        }
        shown = shown if shown in tabs else "coming"
        bookings = request.env["sale.order"]
        counts = {key: bookings.search_count(self._get_rental_domain(key)) for key in tabs}
        pages = pager(
            url="/my/rentals",
            total=counts[shown],
            page=page,
            step=PAGE,
            url_args={"shown": shown},
        )
        order = "rental_start, id" if shown == "coming" else "rental_end desc, id desc"
        found = bookings.search(
            self._get_rental_domain(shown), order=order, limit=PAGE, offset=pages["offset"]
        )
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "rental",
            # sudo: the customer reads his own bookings, found under his own rights
            "bookings": found.sudo(),
            "tabs": tabs,
            "counts": counts,
            "shown": shown,
            "pager": pages,
        }
        return request.render("rental_booking.portal_my_rentals", values)

    # One booking ------------------------------------------------------------------------------

    def _get_own_booking(self, order_id, access_token):
        """The booking as the machine, once it is the visitor's (or he has its link)."""
        try:
            booking = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            raise request.not_found() from None
        if not booking._rental_is_shown(request.env.user):
            raise request.not_found()
        return booking

    @http.route("/my/rentals/<int:order_id>", type="http", auth="public", website=True)
    def portal_rental(self, order_id, access_token=None, **kw):
        booking = self._get_own_booking(order_id, access_token)
        return self._render_booking(booking, access_token, told=kw.get("told"))

    def _render_booking(self, booking, access_token, told=None, problem="", preview=None):
        sentences = {
            "confirmed": request.env._("Thank you: your booking is confirmed."),
            "short": request.env._(
                "Part of your equipment is no longer free. We have been told and come back to you "
                "with another proposal."
            ),
            "cancelled": request.env._("Your booking is cancelled."),
            "changed": request.env._("Your booking has its new dates."),
            "asked": request.env._("We have your request and answer as soon as we can."),
        }
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "rental",
            "booking": booking,
            "may": booking._rental_get_portal_rights(),
            "told": sentences.get(told, ""),
            "problem": problem,
            "preview": preview,
            "access_token": access_token or "",
            "slips": booking.rental_slip_ids.filtered(lambda slip: slip.state == "signed"),
            "invoices": booking.invoice_ids.filtered(lambda move: move.state == "posted"),
            "tz": booking.warehouse_id._get_rental_tz(),
            "typed_start": self._write_moment(
                booking, preview["start"] if preview else booking.rental_start
            ),
            "typed_end": self._write_moment(
                booking, preview["end"] if preview else booking.rental_end
            ),
            "active_states": ACTIVE_STATES,
        }
        response = request.render("rental_booking.portal_rental", values)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _answer(self, order_id, access_token, work):
        """Do ``work(booking)``; a refusal is shown on the page and leaves everything as it was."""
        booking = self._get_own_booking(order_id, access_token)
        if not self._may_answer(booking):
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                told = work(booking)
        except UserError as error:
            booking.invalidate_recordset()
            return self._render_booking(booking, access_token, problem=str(error))
        link = f"/my/rentals/{booking.id}?told={told}"
        return request.redirect(link + (f"&access_token={access_token}" if access_token else ""))

    def _may_answer(self, booking):
        """A customer; of the house the desk alone, as for the buttons: Odoo lets the stock and the
        invoicing write orders, too.
        """
        user = request.env.user
        if not user._is_internal():
            return True
        return user.has_group(DESK) and booking.with_user(user).has_access("write")

    @http.route(
        "/my/rentals/<int:order_id>/confirm",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_rental_confirm(self, order_id, access_token=None, **_kw):
        return self._answer(order_id, access_token, lambda own: own._rental_portal_confirm())

    @http.route(
        "/my/rentals/<int:order_id>/cancel",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_rental_cancel(self, order_id, access_token=None, reason="", **_kw):
        return self._answer(order_id, access_token, lambda own: own._rental_portal_cancel(reason))

    @http.route(
        "/my/rentals/<int:order_id>/change",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_rental_change(self, order_id, access_token=None, start="", end="", **kw):
        """First press: what it would mean. Second press: do it, or ask for it."""
        booking = self._get_own_booking(order_id, access_token)
        try:
            period = self._read_period(booking, start, end)
        except ValueError:
            problem = request.env._("This date was not understood. Enter it again.")
            return self._render_booking(booking, access_token, problem=problem)
        if kw.get("sure"):
            return self._answer(
                order_id, access_token, lambda own: own._rental_portal_change(*period)
            )
        preview = booking._rental_preview_change(*period)
        return self._render_booking(booking, access_token, preview=preview)

    def _write_moment(self, booking, moment):
        """As a form types it, on the shop's wall clock."""
        return to_local(moment, booking.warehouse_id._get_rental_tz()).strftime("%Y-%m-%dT%H:%M")

    def _read_period(self, booking, start, end):
        """Naive UTC moments of what was typed on the shop's wall clock."""
        tz = booking.warehouse_id._get_rental_tz()
        first = booking.rental_start
        if start and booking.rental_state not in OUT_STATES:
            first = to_utc(fields.Datetime.to_datetime(start.replace("T", " ")), tz)
        return first, to_utc(fields.Datetime.to_datetime(end.replace("T", " ")), tz)

    # Documents --------------------------------------------------------------------------------

    @http.route("/my/rentals/<int:order_id>/calendar.ics", type="http", auth="public")
    def portal_rental_calendar(self, order_id, access_token=None, **_kw):
        booking = self._get_own_booking(order_id, access_token)
        return request.make_response(
            booking._rental_get_calendar(),
            headers=[
                ("Content-Type", "text/calendar; charset=utf-8"),
                ("Content-Disposition", content_disposition(f"{booking.name}.ics")),
            ],
        )

    @http.route("/my/rentals/<int:order_id>/slip/<int:slip_id>", type="http", auth="public")
    def portal_rental_slip(self, order_id, slip_id, access_token=None, **_kw):
        booking = self._get_own_booking(order_id, access_token)
        slip = booking.rental_slip_ids.filtered(
            lambda slip: slip.id == slip_id and slip.state == "signed"
        )
        if not slip:
            raise request.not_found()
        return self._show_report(
            slip, "pdf", "rental_booking.action_report_rental_slip", download=True
        )
