from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_cancel(self):
        """Cancelled among the sales orders: the client order is over too."""
        # sudo: whoever cancels the sales order cancels what stands on it
        orders = self.sudo().order_line.bookstore_client_order_ids
        cancelled = orders.filtered(lambda order: order.state not in ("draft", "cancelled", "done"))
        for order in cancelled:
            order._check_not_paid()
        result = super()._action_cancel()
        if cancelled:
            cancelled._cancel()
        return result

    def action_confirm(self):
        """Confirmed again after it was cancelled: the client order is open again too."""
        result = super().action_confirm()
        # sudo: whoever confirms the sales order wants what stands on it
        orders = self.sudo().order_line.bookstore_client_order_ids
        orders.filtered(lambda order: order._is_confirmed_again())._follow_confirmed()
        return result

    def _bookstore_client_get_paid(self):
        """What the customer really paid and did not get back: each euro once."""
        if not self:
            return 0.0
        self.ensure_one()
        till = self.order_line.pos_order_line_ids._bookstore_client_get_paid()
        paid = sum(till.mapped("price_subtotal_incl"))
        paid += sum(map(self._bookstore_client_get_share, self._bookstore_client_get_invoices()))
        paid += sum(map(self._bookstore_client_get_kept, self._bookstore_client_get_online()))
        return self.currency_id.round(paid)

    def _bookstore_client_get_invoices(self):
        """Those of the till are paid with its lines."""
        return self.order_line.invoice_lines.move_id.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type in ("out_invoice", "out_refund")
                and not move.pos_order_ids
            )
        )

    def _bookstore_client_get_share(self, invoice):
        """What was paid of an invoice, for this sales order: one invoice may hold several."""
        whole = sum(invoice.invoice_line_ids.mapped("price_total"))
        own = invoice.invoice_line_ids.filtered(lambda line: line.sale_line_ids & self.order_line)
        if not whole:
            return 0.0
        paid = (invoice.amount_total - invoice.amount_residual) * sum(own.mapped("price_total"))
        return (-paid if invoice.move_type == "out_refund" else paid) / whole

    def _bookstore_client_get_online(self):
        """Payments by a link, and what their provider gave back of them."""
        return self.transaction_ids.filtered(lambda one: one.state == "done")

    def _bookstore_client_get_kept(self, payment):
        """What of a payment by a link no posted invoice says, less what was given back.

        Once an invoice says it, what was given back is said by a credit note when both were matched.
        """
        returned = payment.child_transaction_ids.filtered(
            lambda one: one.operation == "refund" and one.state == "done"
        )
        invoiced = "posted" in payment.invoice_ids.mapped("state")
        if invoiced:
            returned = returned.filtered(
                lambda one: one.payment_id and not one.payment_id.is_reconciled
            )
        return (0.0 if invoiced else payment.amount) + sum(returned.mapped("amount"))
