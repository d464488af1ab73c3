from odoo import fields, models

from ..models.sale_order_cancel import CANCEL_KINDS


class RentalCancel(models.TransientModel):
    """Asks why before a booking is cancelled."""

    _name = "rental.cancel"
    _description = "Cancel Booking"

    order_ids = fields.Many2many("sale.order", default=lambda self: self._default_orders())
    reason = fields.Selection(
        CANCEL_KINDS, default=lambda self: self._default_reason(), required=True
    )
    note = fields.Char()

    def _default_orders(self):
        return self.env["sale.order"].browse(self.env.context.get("active_ids", []))

    def _default_reason(self):
        """What is short is most often cancelled for that: the demand of the article counts it."""
        return "stock" if any(self._default_orders().mapped("rental_has_shortage")) else "customer"

    def action_cancel_bookings(self):
        labels = dict(self._fields["reason"]._description_selection(self.env))
        reason = " – ".join(filter(None, (labels[self.reason], self.note)))
        self.order_ids.with_context(
            rental_reason=reason, rental_cancel_kind=self.reason
        ).action_cancel()
        return {"type": "ir.actions.act_window_close"}
