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
        if self._read_sold(channel, adapter, run) is None:
            return
        _products, marks = sql.dirty_products(self.env, channel)
        touched = self._get_touched(channel)
        self._push(channel, adapter, run, None, marks, touched=touched)

    @api.model
    def _tell(self, channel, adapter, run):
        """Differences of the products that moved or were promised; one worker of a shop at a time.
        What the shop sold since its orders were read is read first: else it would be given back."""
        if not channel.stock_sync or not sql.try_advisory_lock(self.env, 2, channel.id):
            return
        if not self._get_moved(channel)[0]:
            return
        if self._read_sold(channel, adapter, run) is None:
            return
        products, marks, promised, touched = self._get_moved(channel)
        self._push(channel, adapter, run, products, marks, promised, touched)

    @api.model
    def _get_moved(self, channel):
        """:return: (product ids to compare, marks to forget then, promises, see `_get_touched`)"""
        promised = self.env["shop.stock.level"]._get_promised(channel)
        products, marks = sql.dirty_products(self.env, channel)
        products |= sql.levels_promised_otherwise(self.env, channel, promised)
        products |= self.env["shop.stock.level"]._get_packs_of(channel, products)
        touched = self._get_touched(channel)
        products |= set(touched[0].product_id.ids)
        return products, marks, promised, touched

    @api.model
    def _get_touched(self, channel):
        """What the shop shows now is not what we sent: it sold some, or took some back.

        :return: (stock lines, number of the newest message that they follow from)
        """
        cursor = self.env["shop.engine"]._get_cursor(channel, "stock")
        since = (cursor.value or {}).get("message", 0)
        newest = sql.newest_message(self.env, channel)
        found = sql.levels_touched_by_orders(self.env, channel, since)
        return self.env["shop.stock.level"].browse(found), newest

    @api.model
    def _read_sold(self, channel, adapter, run):
        """File the orders that the shop took since they were last read; they are carried out in
        the pass that follows.

        :return: how many, or None where the time did not suffice to read them all
        """
        received = self.env["shop.engine"]._pull_flows(
            channel, adapter, run, ("order_by_id", "order")
        )
        if received:
            channel._wake_up()
        return None if run.unread else received

    @api.model
    def _push(self, channel, adapter, run, products, marks, promised=None, touched=None):
        levels = self.env["shop.stock.level"]
        lines = touched[0] if touched else levels
        written, refused, stop = levels._push(channel, adapter, products, promised, lines)
        run.pushed, run.failed = run.pushed + written, run.failed + refused
        if stop:
            raise stop
        sql.forget_dirty(self.env, marks)
        if touched:
            self._remember(channel, message=touched[1])
        self._commit(written)
        if written:
            # What was sold while we wrote was given back: seen at once, taken off at once.
            self._read_sold(channel, adapter, run)

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
        newest = sql.newest_message(self.env, channel)
        self._remember(channel, binding=self._last_link(channel), message=newest)

    @api.model
    def _remember(self, channel, **places):
        cursor = self.env["shop.engine"]._get_cursor(channel, "stock")
        if (cursor.value or {}) | places != cursor.value:
            cursor.value = (cursor.value or {}) | places

    @api.model
    def _last_link(self, channel):
        domain = [("channel_id", "=", channel.id), ("kind", "=", "product")]
        return self.env["shop.binding"].search(domain, order="id desc", limit=1).id or 0

    @api.model
    def _commit(self, done=0):
        self.env["shop.engine"]._commit(done)
