from odoo import api, fields, models


class ShopStockRule(models.Model):
    """How much of the free stock one shop may sell, for one product or category."""

    _name = "shop.stock.rule"
    _inherit = "suite.guard.mixin"
    _description = "Shop Stock Rule"
    _order = "channel_id, product_id, categ_id, id"

    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    categ_id = fields.Many2one(
        "product.category",
        string="Product category",
        index=True,
        ondelete="cascade",
        help="The rule holds for this category and those below it.",
    )
    product_id = fields.Many2one(
        "product.product",
        index=True,
        ondelete="cascade",
        help="The rule holds for this product only; it goes before the rule of its category.",
    )
    safety_stock = fields.Float(help="Pieces that the shop never shows.")
    share = fields.Float(
        string="Share (%)", default=100, help="Part of the remaining stock that this shop shows."
    )
    cap = fields.Integer(
        string="At most", help="The shop never shows more than this; 0 = no limit."
    )

    _share_range = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "The share is between 0 and 100 %."
    )
    _one_target = models.Constraint(
        "CHECK (product_id IS NOT NULL OR categ_id IS NOT NULL)",
        "Choose the product or the category that the rule is for.",
    )

    def _get_rules(self, channel):
        """``(by product id, [(category path, rule)])`` with the deepest categories first."""
        rules = self.search([("channel_id", "=", channel.id)])
        by_product = {rule.product_id.id: rule for rule in rules if rule.product_id}
        by_category = sorted(
            ((rule.categ_id.parent_path, rule) for rule in rules if not rule.product_id),
            key=lambda pair: len(pair[0]),
            reverse=True,
        )
        return by_product, by_category

    @api.depends("product_id", "categ_id")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = (rule.product_id or rule.categ_id).display_name

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.channel_id._restock()
        rules._trace(self.env._("New stock rule"))
        return rules

    def write(self, vals):
        before = self.channel_id
        changed = super().write(vals)
        (before | self.channel_id)._restock()
        self._trace(self.env._("Stock rule changed"))
        return changed

    def unlink(self):
        channels = self.channel_id
        self._trace(self.env._("Stock rule removed"))
        removed = super().unlink()
        channels._restock()
        return removed

    def _trace(self, what):
        """Who changed what a shop shows stands in the shop's history."""
        for rule in self:
            rule.channel_id._trace(
                self.env._(
                    "%(what)s: %(target)s (safety stock %(safety)s, share %(share)s %%, at most"
                    " %(cap)s)",
                    what=what,
                    target=rule.display_name,
                    safety=f"{rule.safety_stock:g}",
                    share=f"{rule.share:g}",
                    cap=rule.cap or "–",
                )
            )
