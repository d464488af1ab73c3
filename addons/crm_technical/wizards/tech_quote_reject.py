from odoo import api, fields, models


class TechQuoteReject(models.TransientModel):
    """Why the customer said no, asked of the salesperson."""

    _name = "tech.quote.reject"
    _description = "Rejected Quote"

    order_id = fields.Many2one("sale.order", required=True)
    reason_id = fields.Many2one("tech.reject.reason", required=True)
    is_technical = fields.Boolean(related="reason_id.is_technical")
    possible_attribute_ids = fields.Many2many(
        "tech.spec.attribute", compute="_compute_possible_attribute_ids"
    )
    attribute_ids = fields.Many2many(
        "tech.spec.attribute",
        "tech_quote_reject_attribute_rel",
        string="Decisive Specifications",
        domain="[('id', 'in', possible_attribute_ids)]",
        help="What was not good enough: feeds the win rate by specification.",
    )
    note = fields.Char(help="In the customer's words.")

    @api.depends("order_id")
    def _compute_possible_attribute_ids(self):
        for wizard in self:
            families = wizard.order_id.order_line.product_id.tech_family_id
            wizard.possible_attribute_ids = families._get_lines().attribute_id

    def action_reject(self):
        """Close the quote as rejected, with the reason."""
        self.ensure_one()
        self.order_id._tech_reject(self.reason_id, self.note or "", self.attribute_ids)
        return {"type": "ir.actions.act_window_close"}
