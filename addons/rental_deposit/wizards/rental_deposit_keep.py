from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.rental_booking.core.workflow import ACCOUNTANT

from ..core.holding import find_keepable


class RentalDepositKeep(models.TransientModel):
    """Keep a deposit, or a part of it, for an invoice of its customer: damage, replacement, late."""

    _name = "rental.deposit.keep"
    _description = "Keep a Deposit"

    deposit_id = fields.Many2one("rental.deposit", required=True, readonly=True)
    kind = fields.Selection(related="deposit_id.kind", related_sudo=False)
    company_id = fields.Many2one(related="deposit_id.company_id", related_sudo=False)
    currency_id = fields.Many2one(related="deposit_id.currency_id", related_sudo=False)
    commercial_partner_id = fields.Many2one(
        related="deposit_id.commercial_partner_id", related_sudo=False
    )
    invoice_id = fields.Many2one(
        "account.move",
        required=True,
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), "
        "('amount_residual', '>', 0), ('currency_id', '=', currency_id), "
        "('company_id', '=', company_id), "
        "('commercial_partner_id', '=', commercial_partner_id)]",
    )
    held = fields.Monetary("Still held", compute="_compute_held")
    due = fields.Monetary(
        related="invoice_id.amount_residual", related_sudo=False, string="Open on the invoice"
    )
    whole_only = fields.Boolean(compute="_compute_held")
    amount = fields.Monetary(
        "Keep",
        compute="_compute_amount",
        compute_sudo=False,
        store=True,
        readonly=False,
        required=True,
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Banked in",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
    )
    give_back_rest = fields.Boolean("Give the rest back now", default=True)
    done = fields.Boolean(readonly=True, help="Pressed: a request that is tried again stops here.")

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

    @api.constrains("deposit_id", "invoice_id", "journal_id")
    def _check_own(self):
        """What is named over RPC is what this accountant may read and write anyway."""
        self.deposit_id.check_access("write")
        self.invoice_id.check_access("read")
        self.journal_id.check_access("read")

    def action_keep(self):
        self.ensure_one()
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Deposits are kept by accountants and managers."))
        self._check_own()
        self._check_invoice()
        machine = self.deposit_id.sudo()  # sudo: rights are checked; the bank is the machine's
        machine._take_turn()
        if self.done:
            return {"type": "ir.actions.act_window_close"}
        machine._check_keep(self.amount, self.invoice_id.amount_residual)
        if not self._keep(machine):
            return machine._show_refusal()
        if self.give_back_rest and machine.state == "held" and not machine._give_back():
            return machine._show_refusal()
        return {"type": "ir.actions.act_window_close"}

    def _keep(self, machine):
        """:return: whether the money is the house's now"""
        self.sudo().done = True  # sudo: not typed
        if machine.kind == "card":
            return machine._capture_for(self.invoice_id, self.amount)
        self._register_payment()
        machine.kept_by_hand += self.amount
        machine.invoice_ids |= self.invoice_id
        machine._tell_kept(self.invoice_id, self.amount)
        return True

    def _check_invoice(self):
        """The invoice is an open one of the same customer, also over RPC."""
        deposit, move = self.deposit_id, self.invoice_id
        fits = (
            move.move_type == "out_invoice"
            and move.state == "posted"
            and move.currency_id == deposit.currency_id
            and move.company_id == deposit.company_id
            and move.partner_id.commercial_partner_id == deposit.partner_id.commercial_partner_id
        )
        if not fits or deposit.kind == "insurance":
            raise UserError(
                self.env._(
                    "%s: a deposit is kept for a posted invoice of the same customer only; for "
                    "damage that an insurance covers, send the invoice to the insurer.",
                    deposit.name,
                )
            )

    def _register_payment(self):
        """Cheque and cash become an ordinary payment of the invoice."""
        own = self.journal_id.company_id == self.company_id
        if not own or self.journal_id.type not in ("bank", "cash"):
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
