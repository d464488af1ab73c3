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
        """The credit note of the takings, dated of now when their day is closed."""
        if self.payment_id and self.payment_id.state not in ("draft", "canceled"):
            self.payment_id.action_draft()
            self.payment_id.action_cancel()
        if self.invoice_id.state == "posted" and not self.invoice_id._bookstore_is_undone():
            reference = self.env._("Undone: %s", self.name)
            self.invoice_id._reverse_moves(
                [{"ref": reference, "date": fields.Date.context_today(self)}], cancel=True
            )

    def action_view_invoice(self):
        """The takings in the accounts."""
        return self.invoice_id._get_records_action()
