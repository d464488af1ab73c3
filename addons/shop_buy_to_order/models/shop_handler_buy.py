from odoo import api, models

from odoo.addons.shop_sync.models import sql

LOCK = 31


class ShopHandlerBuy(models.AbstractModel):
    """What is bought for a shop's orders, after they were read: one worker of a company at a time."""

    _name = "shop.handler.buy"
    _description = "Buy-to-Order Handler"
    _inherit = "shop.handler"

    @api.model
    def _settle(self, channel):
        engine = self.env["shop.engine"]
        while engine._again(self._settle_some, channel):
            continue

    @api.model
    def _settle_some(self, channel):
        """:return: whether there was something to buy"""
        company, some = channel.company_id, False
        if sql.try_advisory_lock(self.env, LOCK, company.id):
            some = self.env["shop.buy.need"]._settle_noted(company)
        self.env["shop.engine"]._commit()
        return some
