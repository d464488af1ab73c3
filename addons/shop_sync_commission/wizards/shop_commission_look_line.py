from odoo import fields, models


class ShopCommissionLookLine(models.TransientModel):
    """What one rule says to the order."""

    _name = "shop.commission.look.line"
    _description = "Commission Rule Tried"

    look_id = fields.Many2one("shop.commission.look", ondelete="cascade")
    rule_id = fields.Many2one("shop.commission.rule")
    agent_id = fields.Many2one(related="rule_id.agent_id")
    outcome = fields.Selection([("wins", "Wins"), ("later", "Would hold"), ("no", "Does not hold")])
    reason = fields.Text(string="Why")
