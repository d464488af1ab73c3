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
        self.env["shop.stock.level"]._read_shop(channel, adapter)
        self._commit()
        _products, marks = sql.dirty_products(self.env, channel)
        self._push(channel, adapter, run, None, marks)

    @api.model
    def _tell(self, channel, adapter, run):
        """Differences of the products that moved; one worker of a shop at a time."""
        if not channel.stock_sync or not sql.try_advisory_lock(self.env, 2, channel.id):
            return
        products, marks = sql.dirty_products(self.env, channel)
        if products:
            self._push(channel, adapter, run, products, marks)

    @api.model
    def _push(self, channel, adapter, run, products, marks):
        levels = self.env["shop.stock.level"]
        written, refused, stop = levels._push(channel, adapter, products)
        run.pushed, run.failed = run.pushed + written, run.failed + refused
        if stop:
            raise stop
        sql.forget_dirty(self.env, marks)
        self._commit(written)

    @api.model
    def _follow(self, channel, adapter, run):
        """Stock lines of products that were linked since the lines were last read: their stock
        reaches the shop now, not next night."""
        cursor = self.env["shop.engine"]._get_cursor(channel, "stock")
        known = (cursor.value or {}).get("binding")
        if channel.stock_sync and known is not None and self._last_link(channel) > known:
            self.env["shop.stock.level"]._read_shop(channel, adapter)
            sql.mark_shop_dirty(self.env, channel.ids, after_binding=known)

    @api.model
    def _remember_links(self, channel):
        cursor = self.env["shop.engine"]._get_cursor(channel, "stock")
        cursor.value = {"binding": self._last_link(channel)}

    @api.model
    def _last_link(self, channel):
        domain = [("channel_id", "=", channel.id), ("kind", "=", "product")]
        return self.env["shop.binding"].search(domain, order="id desc", limit=1).id or 0

    @api.model
    def _commit(self, done=0):
        self.env["shop.engine"]._commit(done)
