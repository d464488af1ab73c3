from contextlib import contextmanager

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.progress import ACCEPTED_STATES


class SaleOrder(models.Model):
    _inherit = "sale.order"

    transport_order_id = fields.Many2one(
        "transport.order", string="Transport", index="btree_not_null", copy=False, readonly=True
    )

    def action_confirm(self):
        result = super().action_confirm()
        self._transport_check_total()
        return result

    def _action_cancel(self):
        for order in self.transport_order_id.filtered(lambda order: order.state in ACCEPTED_STATES):
            raise UserError(
                self.env._(
                    "This sales order carries the money of the transport %(order)s. Cancel the "
                    "transport: its client is told, its fee is charged.",
                    order=order.name,
                )
            )
        return super()._action_cancel()

    @contextmanager
    def _transport_unlocked(self):
        """What the transport changes is changed on a locked order too."""
        was_locked = self.locked
        self.locked = False
        try:
            yield
        finally:
            self.locked = was_locked

    def _transport_check_total(self):
        """What is ordered is what the client accepted, always and to the cent."""
        for sale_order in self.filtered(lambda sale: sale.state == "sale"):
            # sudo: salespeople see the order they change, not always its transport
            order = sale_order.sudo().transport_order_id
            if not order:
                continue
            lines = sale_order.sudo().order_line.filtered(
                lambda line: not line.display_type and not line.is_downpayment
            )
            ordered, currency = sum(lines.mapped("price_subtotal")), order.currency_id
            if currency.compare_amounts(ordered, order.amount_untaxed) or (
                currency.compare_amounts(sale_order.amount_total, order.amount_total)
            ):
                raise UserError(
                    self.env._(
                        "%(sale)s would no longer be what the client of %(order)s accepted "
                        "(%(total)s). Add a fee on the transport, or cancel it and price it anew.",
                        sale=sale_order.name,
                        order=order.name,
                        total=order.currency_id.format(order.amount_total),
                    )
                )

    def action_view_transport_order(self):
        """Open the transport this order invoices."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "transport_order.transport_order_action"
        )
        return action | {
            "views": [(False, "form")],
            "res_id": self.transport_order_id.id,
        }
