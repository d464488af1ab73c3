from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    buy_to_order = fields.Boolean(
        string="Bought to order",
        help="Never taken from the shelf: each order of a customer is bought for him.",
    )
    buy_delay = fields.Integer(
        string="Days announced",
        help="What a customer is told when he orders. 0: the supplier's own delay, and the days that"
        " the shop adds.",
    )

    _buy_delay_positive = models.Constraint(
        "CHECK (buy_delay IS NULL OR buy_delay >= 0)", "A delay is not less than no days."
    )

    def write(self, vals):
        done = super().write(vals)
        if not {"buy_to_order", "buy_delay"}.isdisjoint(vals):
            # What the shops show of them is another number now.
            self.env["stock.quant"]._shop_moved(self.product_variant_ids.ids)
        return done
