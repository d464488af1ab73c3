from odoo import api, models

from . import sql


class ShopHandlerStock(models.AbstractModel):
    """The stock lines of a shop: which there are, and the nightly repair of drift."""

    _name = "shop.handler.stock"
    _description = "Stock Handler"
    _inherit = "shop.handler"

    @api.model
    def _verify_all(self, channel, adapter, run):
        if not channel.stock_sync:
            return
        levels = self.env["shop.stock.level"]
        levels._read_shop(channel, adapter)
        self._commit()
        _products, marks = sql.dirty_products(self.env, channel)
        written, refused, stop = levels._push(channel, adapter)
        run.pushed, run.failed = run.pushed + written, run.failed + refused
        if stop:
            raise stop
        sql.forget_dirty(self.env, marks)

    @api.model
    def _commit(self):
        self.env["shop.engine"]._commit()
