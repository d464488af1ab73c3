from odoo import api, fields, models
from odoo.fields import Domain


class BookstoreDaySheet(models.Model):
    """The takings of a day in the accounts: turnover and VAT by rate, money in the cash box."""

    _inherit = "bookstore.day.sheet"

    invoice_id = fields.Many2one("account.move", "Takings", readonly=True, copy=False)
    payment_id = fields.Many2one("account.payment", "Money Received", readonly=True, copy=False)
    journal_id = fields.Many2one(
        "account.journal",
        "Paid Into",
        domain="[('type', 'in', ['cash', 'bank']), ('company_id', '=', company_id)]",
        check_company=True,
        default=lambda self: self._get_default_journal(),
        help="Where the money of the day is: the cash box, unless you say otherwise.",
    )

    @api.model
    def _get_default_journal(self):
        # sudo: whoever copies the sheet may not read journals
        journals = self.env["account.journal"].sudo()
        domain = Domain("company_id", "=", self.env.company.id)
        for kind in ("cash", "bank"):
            journal = journals.search(domain & Domain("type", "=", kind), limit=1)
            if journal:
                return journal
        return journals

    def _book_takings(self):
        """One invoice of the counter customer, paid: the order is not “to invoice” any more."""
        invoice = self.order_id._create_invoices()
        invoice.write({"invoice_date": self.date, "date": self.date, "ref": self.name})
        invoice.action_post()
        self.invoice_id = invoice
        journal = self.journal_id
        if not invoice.amount_residual or not journal:
            return
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard = register.create({"journal_id": journal.id, "payment_date": self.date})
        self.payment_id = wizard._create_payments()[:1]

    def _reverse_takings(self):
        """The credit note of the takings and their money taken out again, both of today.

        What is in the books stays there: later payments of the same journal, a matched statement or
        a closed month are no hindrance.
        """
        if self.invoice_id.state == "posted" and not self.invoice_id._bookstore_is_undone():
            vals = {"ref": self._get_undo_reference(), "date": fields.Date.context_today(self)}
            self.invoice_id._reverse_moves([vals], cancel=True)
        if self.payment_id.move_id:
            self._hand_money_back()
        elif self.payment_id.state not in (False, "draft", "canceled"):
            self.payment_id.action_cancel()

    def _get_undo_reference(self):
        return self.env._("Undone: %s", self.name)

    def _hand_money_back(self):
        """A payment of what is left to the counter customer, once the takings are credited."""
        takings = self.invoice_id | self.invoice_id.reversal_move_ids
        lines = self._get_open_lines(takings | self.payment_id.move_id)
        left = -sum(lines.mapped("amount_residual"))
        if self.company_id.currency_id.compare_amounts(left, 0) > 0:
            back = self.env["account.payment"].create(self._prepare_money_back_vals(left))
            back.action_post()
            lines |= self._get_open_lines(back.move_id)
        lines.reconcile()

    def _get_open_lines(self, moves):
        return moves.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and not line.reconciled
            )
        )

    def _prepare_money_back_vals(self, amount):
        paid = self.payment_id
        return {
            "payment_type": "outbound",
            "partner_type": "customer",
            "partner_id": paid.partner_id.id,
            "amount": amount,
            "currency_id": self.company_id.currency_id.id,
            "journal_id": paid.journal_id.id,
            "company_id": self.company_id.id,
            "date": fields.Date.context_today(self),
            "memo": self._get_undo_reference(),
        }

    def action_view_invoice(self):
        """The takings in the accounts."""
        return self.invoice_id._get_records_action()
