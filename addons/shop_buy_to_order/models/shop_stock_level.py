from odoo import api, models


class ShopStockLevel(models.Model):
    _inherit = "shop.stock.level"

    @api.model
    def _get_wanted(self, channel, product_ids=None, promised=None):
        """What is sold on order is shown as none: the shop's own page says when it comes."""
        wanted = super()._get_wanted(channel, product_ids, promised)
        for product in self.env["shop.buy.page"]._get_told_products(channel):
            if product.id in wanted:
                wanted[product.id] = (0, *wanted[product.id][1:])
        return wanted

    @api.model
    def _get_uncounted(self, levels):
        """Nobody has to count what is never on the shelf."""
        told = self.env["shop.buy.page"]._get_told_products(levels.channel_id[:1])
        return super()._get_uncounted(levels) - set(told.ids)

    @api.depends("channel_id.buy_tell")
    def _compute_reason(self):
        super()._compute_reason()
        for channel, levels in self.grouped("channel_id").items():
            told = self.env["shop.buy.page"]._get_told_products(channel)
            for level in levels.filtered(lambda level, told=told: level.product_id in told):
                level.reason = self.env._(
                    "Bought to order: the shop shows none, and sells it on order"
                )
