from odoo import api, fields, models
from odoo.exceptions import UserError


class BookstoreClientOrder(models.Model):
    """What was paid in advance, what remains, and what becomes of it when nothing is picked up."""

    _inherit = "bookstore.client.order"

    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    amount_total = fields.Monetary("Price", compute="_compute_amounts")
    amount_paid = fields.Monetary("Paid", compute="_compute_amounts")
    amount_due = fields.Monetary("To Pay", compute="_compute_amounts")
    deposit_choice = fields.Selection(
        [("returned", "Given back"), ("kept", "Kept")],
        "Deposit of the Customer",
        readonly=True,
        copy=False,
        tracking=True,
    )
    deposit_to_decide = fields.Boolean(compute="_compute_deposit_to_decide")

    @api.depends("sale_id.currency_id", "company_id.currency_id")
    def _compute_currency_id(self):
        """The sales order's: its price list may be in another one than the company."""
        for order in self:
            sale = order.sudo().sale_id  # sudo: the price of his order is told at the counter
            order.currency_id = sale.currency_id or order.company_id.currency_id

    @api.depends(
        "sale_id.amount_total",
        "sale_id.state",
        "sale_id.transaction_ids.state",
        "sale_id.transaction_ids.child_transaction_ids.state",
        "sale_id.transaction_ids.child_transaction_ids.payment_id.is_reconciled",
        "sale_id.order_line.invoice_lines.move_id.state",
        "sale_id.order_line.invoice_lines.move_id.amount_residual",
        "sale_id.order_line.pos_order_line_ids.order_id.state",
        "sale_id.order_line.pos_order_line_ids.refund_orderline_ids.order_id.state",
    )
    def _compute_amounts(self):
        for order in self:
            sale = order.sudo().sale_id  # sudo: the price of his order is told at the counter
            paid = sale._bookstore_client_get_paid()
            order.amount_total = sale.amount_total
            order.amount_paid = paid
            due = order.currency_id.round(sale.amount_total - paid)
            order.amount_due = 0.0 if sale.state == "cancel" else max(due, 0.0)

    @api.depends(
        "state",
        "deposit_choice",
        "amount_paid",
        "picked",
        "sale_id.state",
        "sale_id.amount_total",
        "sale_line_id.price_total",
        "sale_line_id.product_uom_qty",
    )
    def _compute_deposit_to_decide(self):
        """More was paid than what was handed over costs, and nothing more will be."""
        for order in self:
            over = order.state in ("cancelled", "done") and not order.deposit_choice
            order.deposit_to_decide = (
                over
                and order.currency_id.compare_amounts(
                    order.amount_paid, order._get_amount_fetched()
                )
                > 0
            )

    def _get_amount_fetched(self):
        """What was picked up costs so much, with what else stands on the sales order."""
        line = self.sudo().sale_line_id  # sudo: the price of his order is told at the counter
        copies = line.product_uom_qty or 1
        sale = line.order_id
        others = sale.amount_total - line.price_total if sale.state != "cancel" else 0.0
        return line.price_total / copies * self.picked + others

    def action_deposit(self):
        """Take a deposit by invoice; at the till, load the sales order and press Down payment."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deposit of %s", self.partner_id.name),
            "res_model": "sale.advance.payment.inv",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": "sale.order",
                "active_id": self.sale_id.id,
                "active_ids": self.sale_id.ids,
                "default_advance_payment_method": "fixed",
            },
        }

    def action_deposit_returned(self):
        """The deposit is given back: the credit note, or the refund at the till, is yours."""
        return self._decide_deposit("returned")

    def action_deposit_kept(self):
        """The deposit is kept."""
        return self._decide_deposit("kept")

    def _decide_deposit(self, choice):
        self.check_access("write")
        for order in self:
            if not order.deposit_to_decide:
                raise UserError(
                    self.env._("No deposit of %s is to be decided.", order.display_name)
                )
        self.sudo().deposit_choice = choice  # sudo: it is written by these buttons only
        return True
