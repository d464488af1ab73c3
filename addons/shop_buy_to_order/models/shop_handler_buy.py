from odoo import api, models

from odoo.addons.shop_sync.models import sql

LOCK = 31


class ShopHandlerBuy(models.AbstractModel):
    """What is bought for a shop's orders, after they were read – one worker of a company at a time –
    and what the shop's pages say of it."""

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

    @api.model
    def _tell(self, channel, adapter, run):
        pages = self.env["shop.buy.page"]
        if channel.engine == "prestashop" and any(pages._has_work(channel)):
            self._beside(channel, "buy_to_order", lambda: pages._bring(channel, adapter))

    @api.model
    def _verify_all(self, channel, adapter, run):
        """Once a day what a shop refused is tried again."""
        refused = [("channel_id", "=", channel.id), ("state", "=", "error")]
        self.env["shop.buy.page"].search(refused).days = -1
