from odoo import fields, models

TIERS = [
    ("0", "Fits"),
    ("1", "To confirm"),
    ("2", "Nearly"),
    ("3", "Does not fit"),
]


class TechRequirementCandidate(models.Model):
    """A product proposed for a need by the last match, with the verdict on each criterion."""

    _name = "tech.requirement.candidate"
    _description = "Matched Product"
    _order = "requirement_id, rank, id"
    _rec_name = "product_id"

    requirement_id = fields.Many2one(
        "tech.requirement", required=True, index=True, ondelete="cascade"
    )
    rank = fields.Integer()
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    tier = fields.Selection(TIERS, string="Result", required=True)
    score = fields.Float(
        digits=(5, 0), help="Share of the wishes met, by weight.", aggregator="avg"
    )
    verdicts = fields.Json(string="Reasons")
    free_qty = fields.Float(string="In Stock", digits="Product Unit")
    delay = fields.Integer(string="Delay (days)")
    currency_id = fields.Many2one(related="requirement_id.currency_id")
    price = fields.Monetary()
    margin_percent = fields.Float(string="Margin (%)", groups="base.group_user")
    selected = fields.Boolean(string="Choose")

    def action_add_to_quote(self):
        """Add these products to the quote of their need sheet."""
        return self.requirement_id._add_to_quote(self.product_id)

    def action_open_product(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.product",
            "res_id": self.product_id.id,
            "views": [(False, "form")],
        }
