from odoo import http
from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request

from odoo.addons.payment.controllers.portal import PaymentPortal


class RentalDepositPortal(PaymentPortal):
    """The customer leaves his card for a deposit; nothing is paid."""

    def _get_own_deposit(self, order_id, deposit_id, access_token):
        """A card deposit of a booking that is the visitor's (or he has its link), as the machine."""
        try:
            booking = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            raise request.not_found() from None
        deposit = booking.rental_deposit_ids.filtered(
            lambda own: own.id == deposit_id and own.kind == "card"
        )
        if not deposit or not booking._rental_is_shown(request.env.user):
            raise request.not_found()
        return deposit

    def _is_own_customer(self, deposit):
        """Whether somebody of the customer is logged in: a link alone uses no saved card."""
        own = request.env.user.partner_id.commercial_partner_id
        return not request.env.user._is_public() and own == deposit.commercial_partner_id

    @http.route(
        "/my/rentals/<int:order_id>/deposit/<int:deposit_id>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def portal_rental_deposit(self, order_id, deposit_id, access_token=None, **_kw):
        deposit = self._get_own_deposit(order_id, deposit_id, access_token)
        values = {
            "page_name": "rental",
            "booking": deposit.order_id,
            "deposit": deposit,
            "access_token": access_token or "",
            **(
                self._get_deposit_form_values(deposit, access_token)
                if deposit._is_awaited()
                else {}
            ),
        }
        response = request.render("rental_deposit.portal_rental_deposit", values)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _get_deposit_form_values(self, deposit, access_token):
        report = {}
        # sudo: fields of providers and tokens, as in the portal of payments
        providers = (
            request.env["payment.provider"]
            .sudo()
            ._get_compatible_providers(
                deposit.company_id.id,
                deposit.partner_id.id,
                deposit.amount,
                currency_id=deposit.currency_id.id,
                report=report,
                rental_deposit_id=deposit.id,
            )
        )
        methods = (
            request.env["payment.method"]
            .sudo()  # sudo: as above
            ._get_compatible_payment_methods(
                providers.ids,
                deposit.partner_id.id,
                currency_id=deposit.currency_id.id,
                report=report,
            )
        )
        tokens = request.env["payment.token"].sudo()  # sudo: as above
        if self._is_own_customer(deposit):
            tokens = tokens._get_available_tokens(providers.ids, deposit.partner_id.id)
        link = f"/my/rentals/{deposit.order_id.id}/deposit/{deposit.id}"
        return {
            "amount": deposit.amount,
            "currency": deposit.currency_id,
            "partner_id": deposit.partner_id.id,
            "providers_sudo": providers,
            "payment_methods_sudo": methods,
            "tokens_sudo": tokens,
            "availability_report": report,
            "show_tokenize_input_mapping": self._compute_show_tokenize_input_mapping(providers),
            "transaction_route": f"{link}/transaction",
            "landing_route": link + (f"?access_token={access_token}" if access_token else ""),
            "access_token": access_token or "",
            "reference_prefix": deposit.name,
        }

    @http.route(
        "/my/rentals/<int:order_id>/deposit/<int:deposit_id>/transaction",
        type="jsonrpc",
        auth="public",
    )
    def portal_rental_deposit_transaction(self, order_id, deposit_id, access_token=None, **kwargs):
        deposit = self._get_own_deposit(order_id, deposit_id, access_token)
        self._validate_transaction_kwargs(kwargs)
        self._check_deposit_transaction(deposit, kwargs)
        kwargs.update(
            partner_id=deposit.partner_id.id,
            currency_id=deposit.currency_id.id,
            amount=deposit.amount,
            reference_prefix=deposit.name,
        )
        transaction = self._create_transaction(
            custom_create_values={"rental_deposit_id": deposit.id}, **kwargs
        )
        return transaction._get_processing_values()

    def _check_deposit_transaction(self, deposit, kwargs):
        """What the browser sends is not believed: provider, saved card, amount."""
        if deposit.state != "asked":
            raise ValidationError(request.env._("This deposit is held already. Thank you."))
        if not deposit._is_awaited():
            raise ValidationError(
                request.env._("This booking has ended: no deposit is needed any more.")
            )
        own = deposit.company_id.rental_deposit_provider_id
        # sudo: compared only, with what the house chose
        provider = request.env["payment.provider"].sudo().browse(kwargs.get("provider_id"))
        # sudo: as above
        token = request.env["payment.token"].sudo().browse(kwargs.get("token_id") or [])
        if token:
            provider |= token.provider_id
        if provider != own or (token and not self._is_own_customer(deposit)):
            raise ValidationError(request.env._("This card cannot be used for the deposit."))
