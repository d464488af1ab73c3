from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..core.api_client import RemoteRefused, RemoteUnavailable
from .res_company import PRICE_SECONDS

REFUSAL_SELECTION = [
    ("price", "The price has changed since it was accepted."),
    ("expired", "The price was no longer valid when the order arrived."),
    ("on_request", "The price has to be worked out first."),
    ("unknown", "The order was not found there."),
    ("other", "The carrier's system did not take it."),
]
# problem of the contract: why it was refused
KINDS = {
    "estimate-expired": "expired",
    "estimate-changed": "expired",
    "price-on-request": "on_request",
    "not-found": "unknown",
}


class TransportOrder(models.Model):
    """An order that the remote ERP refuses has a way on, for the office and for its client: send it
    again, offer it for the price that is asked now, or give it up without a fee."""

    _inherit = "transport.order"

    remote_refusal = fields.Selection(
        REFUSAL_SELECTION,
        string="Why Refused There",
        readonly=True,
        copy=False,
        groups="transport_order.group_transport_user",
    )
    remote_amount = fields.Monetary(
        string="Price Asked There Now",
        readonly=True,
        copy=False,
        groups="transport_order.group_transport_user",
    )

    # --- buttons ---------------------------------------------------------------------------------

    def _get_refused(self):
        self.check_access("write")
        for order in self:
            if order.remote_state != "refused":
                raise UserError(
                    order.env._(
                        "%(order)s is not refused by the remote ERP. Reload the page.",
                        order=order.name,
                    )
                )
        return self.sudo()  # sudo: the server alone writes what was told and asked there

    def _get_forced_mark(self):
        return "*"

    def action_remote_send_again(self):
        """Try again: the price is asked anew and accepted there when it is still the same."""
        for order in self._get_refused():
            cancelled = order.state == "cancelled"
            order.write(
                {
                    "remote_state": "to_cancel" if cancelled else "to_send",
                    "remote_hash": False,
                    "remote_message": order._get_forced_mark() if cancelled else False,
                }
            )
        self.activity_ids.filtered("summary").unlink()
        self._trigger_remote()

    def action_remote_back_to_client(self):
        """Offer the order to its client anew, for the price that is asked now: he accepts or not."""
        self._get_refused()._offer_anew("transport_remote.mail_template_refused")

    def _offer_anew(self, mail):
        """:param str mail: what tells the client of another price than he was told already"""
        for order in self.filtered(lambda order: order.state in ("confirmed", "planned")):
            if order._is_accepted_there():
                continue
            accepted, told = order.amount_untaxed, order.remote_amount
            order.remote_state = False
            order._reopen_estimate()
            if order.state == "quoted" and order.currency_id.compare_amounts(
                order.amount_untaxed, told
            ):
                order._mail_other_price(mail, accepted, order.amount_untaxed)
        self.activity_ids.filtered("summary").unlink()

    def _is_accepted_there(self):
        """An answer may have been lost before the refusal: nobody accepts the same cars twice."""
        remote = self.company_id._get_transport_remote(PRICE_SECONDS)
        try:
            return bool(remote) and self._take_as_sent(self._find_remote_order(remote))
        except RemoteRefused:
            return False
        except RemoteUnavailable as error:
            raise UserError(
                self.env._(
                    "The remote ERP does not answer: it is not known whether it carries %(order)s. "
                    "Try again in a few minutes.",
                    order=self.name,
                )
            ) from error

    def action_remote_resume(self):
        """The other system carries it all the same: the cancellation here is taken back."""
        for order in self._get_refused().filtered(lambda order: order.state == "cancelled"):
            order._resume_remote()
        self.activity_ids.filtered("summary").unlink()
        self._trigger_remote()

    def _resume_remote(self):
        self._reserve_cars()
        self._cancel_sale_orders()
        prices = self.price_line_ids
        prices.filtered(lambda line: line.code == "cancel_fee").unlink()
        prices.exists().is_void = False
        self.write({"cancel_fee": 0, "cancel_reason": False, "cancel_cause": False})
        self._change_state("confirmed")
        self.write(self._prepare_totals() | {"remote_state": "sent"} | self._prepare_no_refusal())
        self._create_sale_order()
        void = self.event_ids.filtered(
            lambda event: event.code == "cancelled" and not event.is_void
        )
        self._append_events(
            [
                {"code": "correction", "void_event_id": event.id, "line": event.line_id}
                for event in void
            ],
            "staff",
        )
        self._mail_news([self._get_client_words()._("Not cancelled: the transport goes on")])
        if not self._pull_now():
            # plan and fees were not read meanwhile: the schedule reads again since it was ordered
            company, since = self.company_id, self.company_id.transport_remote_synced
            company.transport_remote_synced = since and min(since, self.accepted_on)

    # --- the client ------------------------------------------------------------------------------

    def _get_refusal(self):
        """:return: (why, price asked now or 0) for the client of a refused order, else None"""
        # sudo: clients are told why, not how the other system is called
        order = self.sudo()
        if order.remote_state != "refused" or order.state not in ("confirmed", "planned"):
            return None
        words = dict(self._fields["remote_refusal"]._description_selection(self.env))
        amount = order.remote_amount if order.remote_refusal == "price" else 0
        return words[order.remote_refusal or "other"], amount

    def _portal_cancel(self, reason="", expected_fee=None, cause="other"):
        """What happened there meanwhile counts: a car that was collected is told at once."""
        self.check_access("read")
        self.sudo()._pull_now()  # sudo: clients do not read the remote state; the rights to cancel are checked below
        return super()._portal_cancel(reason, expected_fee, cause)

    def _portal_settle_refusal(self, step):
        """Go on with an order of one's own that was refused; done twice it is done once.

        :param str step: ``again`` sends it again, ``price`` asks today's price to be accepted
        """
        self.ensure_one()
        self.check_access("read")
        self.env.user._transport_check_role("order")
        # sudo: no write access for clients; right and role were checked above
        order = self.sudo()
        order.env["suite.concurrency"]._take(order)
        if not order._get_refusal():
            return
        if step == "again":
            order.action_remote_send_again()
        elif step == "price":
            order._offer_anew("")  # he reads it on the page that follows

    # --- what was refused ------------------------------------------------------------------------

    def _get_office_words(self):
        """:return: environment in the language of the office: a cron has none of its own"""
        lang = self.company_id.partner_id.lang or self.env.lang
        return self.with_context(lang=lang).env

    def _refuse_remote(self, message, refusal="other"):
        """A person of the office has to settle it: send again, ask the client, or give up."""
        told = {"remote_message": (message or "")[:250], "remote_refusal": refusal}
        self.write({"remote_state": "refused"} | told)
        words = self._get_office_words()
        why = dict(self._fields["remote_refusal"]._description_selection(words))[refusal]
        self._ask_office(
            words._("%(order)s was refused by the remote ERP", order=self.name), message or why
        )

    def _refuse_price(self, amount):
        """Another price is asked than the accepted one: the client is told, once a price."""
        words, told = self._get_office_words(), self.remote_amount
        self._refuse_remote(
            words._(
                "The remote ERP now asks %(there)s instead of %(here)s.",
                there=formatLang(words, amount, currency_obj=self.currency_id),
                here=formatLang(words, self.amount_untaxed, currency_obj=self.currency_id),
            ),
            "price",
        )
        self.remote_amount = amount
        if self.currency_id.compare_amounts(amount, told):
            self._mail_other_price(
                "transport_remote.mail_template_refused", self.amount_untaxed, amount
            )

    def _mail_other_price(self, mail, accepted, asked):
        if mail:
            self.with_context(transport_prices=(accepted, asked))._mail_client(mail)

    def _get_mailed_prices(self):
        """:return: the accepted price and the one asked now, for the mail being written"""
        return self.env.context.get("transport_prices") or (self.amount_untaxed,) * 2

    def _ask_office(self, summary, note):
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=summary,
            note=note,
            user_id=(self.responsible_id or self._get_default_manager()).id,
        )
