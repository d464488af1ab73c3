from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import pager
from odoo.addons.sale.controllers.portal import CustomerPortal

from ..core.half_days import to_local, to_utc
from ..core.portal import clean, read_moment, read_quantities
from ..core.workflow import (
    ACTIVE_STATES,
    BACK_STATES,
    DESK,
    FIRM_STATES,
    OUT_STATES,
    QUOTED_STATES,
)

PAGE = 20
TYPED = "%Y-%m-%dT%H:%M"


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
        return booking._rental_read_by(request.env.user)

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
            "changed": request.env._("Your booking is changed."),
            "colleague": request.env._(
                "This booking is above your limit: we have asked a colleague of your company to "
                "confirm it."
            ),
            "papers": request.env._("We have your document and check it."),
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
            **self._get_past_values(booking),
            "tz": booking.warehouse_id._get_rental_tz(),
            "typed_start": self._write_moment(
                booking, preview["start"] if preview else booking.rental_start
            ),
            "typed_end": self._write_moment(
                booking, preview["end"] if preview else booking.rental_end
            ),
            "active_states": ACTIVE_STATES,
            "limit": booking._rental_get_portal_limit(),
            "cancel_fee": booking._rental_get_cancel_fee(),
            "papers": booking._rental_filter_papers(
                booking.partner_id._rental_get_papers(booking.company_id)
            ),
        }
        response = request.render("rental_booking.portal_rental", values)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _get_past_values(self, booking):
        """Invoices, what was paid on them or on line, and photos of what was signed."""
        invoices = booking.invoice_ids.filtered(lambda move: move.state == "posted")
        paid_on_line = booking.transaction_ids.filtered(lambda tx: tx.state == "done")
        return {
            "invoices": invoices,
            "payments": invoices._get_reconciled_payments() | paid_on_line.payment_id,
            "photos": self._get_photos(booking),
        }

    def _get_photos(self, booking):
        signed = booking.rental_slip_ids.filtered(lambda slip: slip.state == "signed")
        return signed.line_ids.photo_ids

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

    @http.route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """Odoo's own page of a quotation: what the page of the booking allows, and no more."""
        access_token = access_token or request.httprequest.args.get("access_token")
        problem = self._get_accept_problem(order_id, access_token)
        if problem:
            return {"error": problem}
        return super().portal_quote_accept(order_id, access_token, clean(name, 200), signature)

    def _get_accept_problem(self, order_id, access_token):
        """Why the visitor does not bind his company by signing a booking, or ""."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return ""  # refused by the method that follows
        if not order.is_rental:
            return ""
        booking = order._rental_read_by(request.env.user)
        names = ("rental_by_link", "rental_reader_id")
        request.update_context(**{name: booking.env.context[name] for name in names})
        payable = booking._rental_get_portal_rights()["pay"]
        try:
            booking._rental_check_portal("pay" if payable else "confirm")
        except UserError as error:
            return str(error)
        if not booking._rental_get_reader()._rental_may_confirm(booking):
            booking._rental_ask_colleague()
            return request.env._(
                "This booking is above your limit: we have asked a colleague of your company to "
                "confirm it."
            )
        return "" if self._may_answer(booking) else request.env._("Invalid order.")

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
            quantities = read_quantities(kw, booking._rental_get_asked_lines().ids)
        except ValueError:
            problem = request.env._("This date or number was not understood. Enter it again.")
            return self._render_booking(booking, access_token, problem=problem)
        if kw.get("sure"):
            return self._answer(
                order_id, access_token, lambda own: own._rental_portal_change(*period, quantities)
            )
        wanted = booking._rental_get_wanted(quantities)
        preview = booking._rental_preview_change(*period, wanted)
        return self._render_booking(booking, access_token, preview=preview)

    @http.route("/my/rentals/<int:order_id>/pay", type="http", auth="public", website=True)
    def portal_rental_pay(self, order_id, access_token=None, **_kw):
        """Shows what is to pay; the goods are kept when the customer presses the button."""
        booking = self._get_own_booking(order_id, access_token)
        if not booking._rental_get_portal_rights()["pay"]:
            return request.redirect(booking.get_portal_url())
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "rental",
            "booking": booking,
            "short": booking._rental_get_short_names(),
            **self._get_payment_values(
                booking, is_down_payment=booking.prepayment_percent < 1.0, payment_amount=None
            ),
        }
        response = request.render("rental_booking.portal_rental_pay", values)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _write_moment(self, booking, moment):
        """As a form types it, on the shop's wall clock."""
        return to_local(moment, booking.warehouse_id._get_rental_tz()).strftime(TYPED)

    def _read_period(self, booking, start, end):
        """Naive UTC moments of what was typed on the shop's wall clock."""
        tz = booking.warehouse_id._get_rental_tz()
        first = booking.rental_start
        if start and booking.rental_state not in OUT_STATES:
            first = self._read_moment(start, tz, booking.rental_start)
        return first, self._read_moment(end, tz, booking.rental_end)

    def _read_moment(self, text, tz, now):
        """What was typed; the moment as it is when its minute was not touched, nor sent."""
        if not text or text == to_local(now, tz).strftime(TYPED):
            return now
        return to_utc(read_moment(text), tz)

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

    @http.route("/my/rentals/<int:order_id>/photo/<int:photo_id>", type="http", auth="public")
    def portal_rental_photo(self, order_id, photo_id, access_token=None, small="", **_kw):
        booking = self._get_own_booking(order_id, access_token)
        photo = self._get_photos(booking).filtered(lambda photo: photo.id == photo_id)
        if not photo:
            raise request.not_found()
        field = "image_256" if small else "image"
        return request.env["ir.binary"]._get_image_stream_from(photo, field).get_response()
