from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request, route

from odoo.addons.sale.controllers.portal import CustomerPortal, PaymentPortal


class TechnicalQuotePortal(CustomerPortal):
    @route()
    def portal_order_page(self, order_id, report_type=None, access_token=None, **kwargs):
        """Show the quote as usual, and remember that someone outside looked at it.

        A quote that was changed beyond the limits since it was sent shows what was sent: neither
        its new price nor a form to pay it.
        """
        if held := self._get_held_back(order_id, access_token):
            return self._show_sent_version(held, access_token, **kwargs)
        response = super().portal_order_page(
            order_id, report_type=report_type, access_token=access_token, **kwargs
        )
        preview = request.httprequest.headers.get("Odoo-Link-Preview") == "True"
        if request.env.user.share and not preview and report_type in (None, "pdf"):
            self._log_quote_view(order_id, access_token, "pdf" if report_type else "page")
        return response

    @route()
    def portal_my_sale_order_download_edi(self, order_id=None, access_token=None, **kwargs):
        """A held back quote gives its new price in no file either."""
        if held := self._get_held_back(order_id, access_token):
            return request.redirect(held.get_portal_url())
        return super().portal_my_sale_order_download_edi(
            order_id=order_id, access_token=access_token, **kwargs
        )

    def _get_held_back(self, order_id, access_token):
        if not request.env.user.share:
            return None
        mine = request.env["sale.order"]._tech_get_held_quotes(request.env.user.partner_id)
        if own := mine.filtered(lambda quote: quote.id == order_id):
            return own
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return None
        return order if order.tech_is_held else None

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "quotation_count" in counters:
            values["quotation_count"] += len(self._get_own_held_back())
        return values

    def _prepare_sale_portal_rendering_values(self, quotation_page=False, page=1, **kwargs):
        """List also the quotes that are held back: with the total that was sent."""
        values = super()._prepare_sale_portal_rendering_values(
            quotation_page=quotation_page, page=page, **kwargs
        )
        if quotation_page and int(page) == 1:
            values["quotations"] = self._get_own_held_back() | values["quotations"]
        return values

    def _get_own_held_back(self):
        quotes = request.env["sale.order"]
        if not request.env.user.share:
            return quotes
        return quotes._tech_get_held_quotes(request.env.user.partner_id)

    def _show_sent_version(self, order, access_token, **kwargs):
        values = {"sale_order": order, "order": order, "page_name": "quote"}
        values = self._get_page_view_values(
            order, access_token, values, "my_quotations_history", False, **kwargs
        )
        return request.render("crm_technical.portal_sent_version", values)

    def _log_quote_view(self, order_id, access_token, channel):
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return
        public = request.env.user._is_public()
        order._tech_log_view(order.partner_id if public else request.env.user.partner_id, channel)

    @route()
    def portal_quote_decline(
        self, order_id, access_token=None, decline_message=None, reason_id=None, **kwargs
    ):
        """Decline as usual, with the reason that the customer chose."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        was_open = order._has_to_be_signed()
        response = super().portal_quote_decline(
            order_id, access_token=access_token, decline_message=decline_message, **kwargs
        )
        if was_open and order.state == "cancel":
            order._tech_reject(self._get_reject_reason(reason_id), decline_message)
        return response

    def _get_reject_reason(self, reason_id):
        """Return the reason offered to customers that was chosen, else "declined online"."""
        reasons = request.env["tech.reject.reason"].sudo()  # sudo: a public list of words
        offered = reasons.search([("on_portal", "=", True)])
        chosen = offered.filtered(lambda reason: str(reason.id) == reason_id)
        return chosen or request.env.ref("crm_technical.reject_reason_online").sudo()  # sudo: same


class TechnicalQuotePayment(PaymentPortal):
    @route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Begin no payment of a quote that is held back, whoever kept the form open."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):
            order = None  # Odoo says what is wrong with the link
        if order and order._tech_is_held_back():
            raise ValidationError(
                request.env._(
                    "This quote is being changed and cannot be paid now. "
                    "You will receive the new version."
                )
            )
        return super().portal_order_transaction(order_id, access_token, **kwargs)
