from odoo import fields, models

from odoo.addons.rental_booking.core.workflow import INVOICE_STATES

from ..models.sql import money


class RentalMoneyReport(models.Model):
    """One rental invoice or credit note, or one payment of it, for counting."""

    _name = "rental.money.report"
    _description = "Rental Money"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.move": [
            "is_rental",
            "rental_order_id",
            "rental_invoice_state",
            "reversed_entry_id",
            "move_type",
            "partner_id",
            "company_id",
            "invoice_date",
            "invoice_date_due",
            "amount_total_signed",
            "amount_residual_signed",
            "date",
        ],
        "account.partial.reconcile": [
            "amount",
            "debit_move_id",
            "credit_move_id",
            "exchange_move_id",
        ],
        "sale.order": ["warehouse_id"],
    }

    kind = fields.Selection([("invoice", "Invoice"), ("payment", "Payment")], readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", "Shop", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    state = fields.Selection(list(INVOICE_STATES.items()), "Rental invoice state", readonly=True)
    is_credit_note = fields.Boolean("Credit note", readonly=True)
    date = fields.Date(readonly=True, help="Of the invoice, or on which its payment came.")
    due_date = fields.Date("Due on", readonly=True)
    is_overdue = fields.Boolean("Overdue", readonly=True)
    amount = fields.Monetary("Invoiced", readonly=True, help="Taxes included.")
    due = fields.Monetary("Still due", readonly=True)
    collected = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        return money.money(fields.Date.context_today(self))

    def action_open_invoice(self):
        """The invoice behind the figure."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("rental_booking.rental_invoice_action")
        views = [view for view in action["views"] if view[1] == "form"]
        return {**action, "res_id": self.move_id.id, "views": views, "view_mode": "form"}
