from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.labels import CANCEL_SELECTION


class TransportCancel(models.TransientModel):
    """Cancel an order, knowing the fee."""

    _name = "transport.cancel"
    _description = "Cancel a Transport"

    order_id = fields.Many2one(
        "transport.order", required=True, default=lambda self: self.env.context.get("active_id")
    )
    currency_id = fields.Many2one(related="order_id.currency_id")
    fee = fields.Monetary(
        string="Cancellation Fee",
        compute="_compute_fee",
        store=True,
        readonly=False,
        help="What the tariff says; a manager may change it.",
    )
    cause = fields.Selection(CANCEL_SELECTION, string="Why", required=True)
    reason = fields.Char(string="In Words")

    @api.depends("order_id")
    def _compute_fee(self):
        for wizard in self:
            wizard.fee = wizard.order_id._get_cancel_fee() if wizard.order_id else 0

    def action_cancel_order(self):
        """Cancel the order and its sales order; the fee is ordered instead."""
        self.ensure_one()
        self.order_id.check_access("write")
        if self.fee < 0:
            raise UserError(
                self.env._("The cancellation fee cannot be negative. Enter zero or more.")
            )
        self.order_id._cancel(self.reason, self.fee, self.cause)
