from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.holding import Hold, find_problem

ON_ITS_WAY = ("draft", "pending")


class RentalDeposit(models.Model):
    """A hold on a card: a transaction of its own, never linked to the order's payment."""

    _inherit = "rental.deposit"

    transaction_id = fields.Many2one(
        "payment.transaction",
        "Transaction of the hold",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    transaction_ids = fields.One2many(
        "payment.transaction",
        "rental_deposit_id",
        "Tries",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    token_id = fields.Many2one(
        "payment.token",
        "Saved card",
        copy=False,
        help="Held by itself on the day before the departure: a hold lasts some days only.",
    )
    turn = fields.Integer(readonly=True, copy=False)

    @api.depends("transaction_id.state", "transaction_id.child_transaction_ids.state")
    def _compute_state(self):
        super()._compute_state()

    @api.constrains("token_id")
    def _check_token(self):
        for deposit in self.filtered("token_id"):
            if not deposit.sudo()._is_own_token():  # sudo: whose card it is, not the card
                raise ValidationError(
                    self.env._(
                        "%s: this card is not one that this customer saved for deposits.",
                        deposit.name,
                    )
                )

    def _is_own_token(self):
        token = self.token_id
        return (
            token.partner_id.commercial_partner_id == self.partner_id.commercial_partner_id
            and token.provider_id == self.company_id.rental_deposit_provider_id
        )

    def _get_parts(self):
        """The captures and releases of the hold (payment.transaction)."""
        hold = self.sudo().transaction_id  # sudo: the desk sees figures, not transactions
        return hold.child_transaction_ids.filtered(lambda tx: tx.operation == hold.operation)

    def _get_kept(self):
        if self.kind != "card":
            return super()._get_kept()
        hold = self.sudo().transaction_id  # sudo: as above
        parts = self._get_parts()
        if hold.state == "done" and not parts:
            return hold.amount
        return sum(parts.filtered(lambda tx: tx.state == "done").mapped("amount"))

    def _get_state(self):
        if self.kind != "card" or not self.received_on:
            return super()._get_state()
        state = self.sudo().transaction_id.state  # sudo: as above
        if state == "done":
            return "kept"
        if state in ("cancel", "error") or (self.lapsed and self.given_back_on):
            return "kept" if self.kept_amount else "returned"
        return "lapsed" if self.lapsed else "held"

    def _get_hold(self):
        if self.kind != "card":
            return super()._get_hold()
        hold = self.sudo().transaction_id  # sudo: as above
        parts = self._get_parts()
        taken = parts.filtered(lambda tx: tx.state in ("done", "authorized", *ON_ITS_WAY))
        released = parts.filtered(lambda tx: tx.state == "cancel")
        whole = hold.state == "done" and not parts
        return Hold(
            self._to_cents(self.amount),
            self._to_cents(hold.amount if whole else sum(taken.mapped("amount"))),
            self._to_cents(sum(released.mapped("amount"))),
            whole_only=bool(hold) and not hold._rental_captures_parts(),
        )

    # Guard ------------------------------------------------------------------------------------

    def _take_turn(self):
        """Two people who keep or release at once: the second starts again and reads what is left."""
        self.turn += 1
        self.flush_recordset(["turn"])
        # sudo: the bank may be answering at this moment
        self.env["suite.concurrency"]._take(self.sudo().transaction_id)
        self.invalidate_recordset()

    def _check_keep(self, amount, due):
        """Refuse what cannot be kept, in a sentence."""
        hold = self._get_hold()
        problem = find_problem(hold, self._to_cents(amount), self._to_cents(due), self._is_lapsed())
        if not problem and self.state == "held":
            return
        figures = {
            "deposit": self.name,
            "rest": self._from_cents(hold.rest),
            "due": due,
            "asked": amount,
        }
        raise UserError(
            {
                "nothing": self.env._("%(deposit)s: enter an amount above zero.", **figures),
                "lapsed": self.env._(
                    "%(deposit)s has lapsed: the bank holds nothing any more. Let the customer pay "
                    "the invoice.",
                    **figures,
                ),
                "too_much": self.env._(
                    "%(deposit)s: %(rest).2f is still held, %(asked).2f cannot be kept of it.",
                    **figures,
                ),
                "whole_only": self.env._(
                    "%(deposit)s can only be kept as a whole (%(rest).2f). Let the customer pay "
                    "the invoice and release the deposit.",
                    **figures,
                ),
                "over_due": self.env._(
                    "%(deposit)s: the invoice has %(due).2f open; more is not kept for it.",
                    **figures,
                ),
            }.get(problem)
            or self.env._("%(deposit)s is not held: nothing can be kept of it.", **figures)
        )

    # The bank ---------------------------------------------------------------------------------

    def _note_held(self, transaction):
        """The bank holds the amount: from its answer, whichever way it came."""
        self.ensure_one()
        if not self._fits(transaction):
            return  # a second tab of the same customer: released in _settle_hold
        self.write(
            {
                "transaction_id": transaction.id,
                "received_on": fields.Datetime.now(),
                "amount": transaction.amount,
            }
        )

    def _fits(self, transaction):
        """Whether a hold is the one that is asked for: of this customer, in this money, the first."""
        customer = self.partner_id.commercial_partner_id
        return (
            self.kind == "card"
            and not self.received_on
            and transaction.currency_id == self.currency_id
            and transaction.partner_id.commercial_partner_id == customer
        )

    def _is_awaited(self):
        """Whether the customer is asked for his card."""
        return self.state == "asked" and self._is_needed()

    # The customer -----------------------------------------------------------------------------

    def _get_link(self):
        booking = self.order_id
        token = booking._portal_ensure_token()
        page = f"/my/rentals/{booking.id}/deposit/{self.id}"
        return f"{booking.get_base_url()}{page}?access_token={token}"

    def _tell_grown(self):
        """The booking asks for more than the customer was told."""
        if self.order_id._rental_may_notify():
            self.message_post_with_source(
                self.env.ref("rental_deposit.mail_template_rental_deposit_grown"),
                subtype_xmlid="mail.mt_comment",
            )

    def action_send_link(self):
        """The mail with the page on which the customer leaves his card."""
        self._check_desk()
        for deposit in self:
            if not deposit.order_id.partner_id.email:
                raise UserError(
                    self.env._(
                        "%s has no mail address. Enter it, or take the deposit at the counter.",
                        deposit.order_id.partner_id.display_name,
                    )
                )
            deposit.message_post_with_source(
                self.env.ref("rental_deposit.mail_template_rental_deposit"),
                subtype_xmlid="mail.mt_comment",
            )
