from odoo import fields, models


class TechApprovalRefusal(models.TransientModel):
    """Why an approver refuses the prices of a quote: the seller reads it."""

    _name = "tech.approval.refusal"
    _description = "Refused Prices"

    order_id = fields.Many2one("sale.order", string="Quote", required=True, readonly=True)
    limit_text = fields.Text(related="order_id.tech_limit_text")
    reason = fields.Char(required=True, help="What the seller should change.")

    def action_refuse(self):
        """Give the quote back to the seller."""
        self.ensure_one()
        self.order_id._tech_refuse_prices(self.reason)
        return {"type": "ir.actions.act_window_close"}
