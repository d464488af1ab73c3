from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.rental_booking.core.workflow import ACCOUNTANT

from ..core.holding import find_keepable


class RentalDepositKeep(models.TransientModel):
    """Keep a deposit, or a part of it, for an invoice of its customer: damage, replacement, late."""

    _name = "rental.deposit.keep"
    _description = "Keep a Deposit"

    deposit_id = fields.Many2one("rental.deposit", required=True, readonly=True)
    kind = fields.Selection(related="deposit_id.kind")
    company_id = fields.Many2one(related="deposit_id.company_id")
    currency_id = fields.Many2one(related="deposit_id.currency_id")
    commercial_partner_id = fields.Many2one(related="deposit_id.commercial_partner_id")
    invoice_id = fields.Many2one(
        "account.move",
        required=True,
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), "
        "('amount_residual', '>', 0), ('currency_id', '=', currency_id), "
        "('company_id', '=', company_id), "
        "('commercial_partner_id', '=', commercial_partner_id)]",
    )
    held = fields.Monetary("Still held", compute="_compute_held")
    due = fields.Monetary(related="invoice_id.amount_residual", string="Open on the invoice")
    whole_only = fields.Boolean(compute="_compute_held")
    amount = fields.Monetary(
        "Keep", compute="_compute_amount", store=True, readonly=False, required=True
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Banked in",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
    )
    give_back_rest = fields.Boolean("Give the rest back now", default=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        deposit = self.env["rental.deposit"].browse(self.env.context.get("active_id"))
        if deposit._name == self.env.context.get("active_model") and deposit.exists():
            values["deposit_id"] = deposit.id
            values["invoice_id"] = self._get_open_invoices(deposit)[:1].id
        return values

    @api.model
    def _get_open_invoices(self, deposit):
        invoices = deposit.order_id.invoice_ids
        return invoices.filtered(
            lambda move: (
                move.move_type == "out_invoice"
                and move.state == "posted"
                and move.amount_residual > 0
            )
        ).sorted("id", reverse=True)

    @api.depends("deposit_id")
    def _compute_held(self):
        for wizard in self:
            hold = wizard.deposit_id._get_hold()
            wizard.held = wizard.deposit_id._from_cents(hold.rest)
            wizard.whole_only = hold.whole_only

    @api.depends("deposit_id", "invoice_id")
    def _compute_amount(self):
        for wizard in self:
            deposit = wizard.deposit_id
            due = deposit._to_cents(wizard.due) if deposit else 0
            keepable = find_keepable(deposit._get_hold(), due) if deposit else 0
            wizard.amount = deposit._from_cents(keepable) if keepable else 0.0

    def action_keep(self):
        self.ensure_one()
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Deposits are kept by accountants and managers."))
        deposit = self.deposit_id
        deposit.check_access("write")
        self._check_invoice()
        machine = deposit.sudo()  # sudo: rights are checked above; the bank's part is the machine's
        machine._take_turn()
        machine._check_keep(self.amount, self.invoice_id.amount_residual)
        if deposit.kind == "card":
            self._check_captured(machine._capture_for(self.invoice_id, self.amount))
        else:
            self._register_payment()
            machine.kept_by_hand += self.amount
            machine.invoice_ids |= self.invoice_id
        deposit.message_post(
            body=self.env._(
                "%(amount).2f kept for %(invoice)s",
                amount=self.amount,
                invoice=self.invoice_id._get_html_link(),
            )
        )
        if self.give_back_rest and machine.state == "held":
            machine._give_back()
        return {"type": "ir.actions.act_window_close"}

    def _check_invoice(self):
        """The invoice is an open one of the same customer, also over RPC."""
        deposit, move = self.deposit_id, self.invoice_id
        move.check_access("read")
        fits = (
            move.move_type == "out_invoice"
            and move.state == "posted"
            and move.currency_id == deposit.currency_id
            and move.company_id == deposit.company_id
            and move.commercial_partner_id == deposit.commercial_partner_id
        )
        if not fits or deposit.kind == "insurance":
            raise UserError(
                self.env._(
                    "%s: a deposit is kept for a posted invoice of the same customer only; for "
                    "damage that an insurance covers, send the invoice to the insurer.",
                    deposit.name,
                )
            )

    def _check_captured(self, part):
        if part.state in ("error", "cancel"):
            raise UserError(
                self.env._("The bank refused the capture: %s", part.state_message or "")
            )

    def _register_payment(self):
        """Cheque and cash become an ordinary payment of the invoice."""
        if not self.journal_id:
            raise UserError(self.env._("Choose the journal in which the money is banked."))
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice_id.ids
        )
        register.create(
            {
                "journal_id": self.journal_id.id,
                "amount": self.amount,
                "communication": f"{self.deposit_id.name} {self.invoice_id.name}",
            }
        )._create_payments()
