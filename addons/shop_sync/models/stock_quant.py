from odoo import api, models

from . import sql

STOCK_FIELDS = {"quantity", "reserved_quantity", "location_id"}


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        self._shop_moved(quants.product_id.ids)
        return quants

    def write(self, vals):
        if not STOCK_FIELDS.isdisjoint(vals):
            self._shop_moved(self.product_id.ids)
        return super().write(vals)

    def unlink(self):
        self._shop_moved(self.product_id.ids)
        return super().unlink()

    def _shop_moved(self, product_ids):
        """Collect the products of this transaction; told to the shops once, just before commit."""
        collected = self.env.cr.precommit.data.setdefault("shop_sync.moved", set())
        if not collected:
            self.env.cr.precommit.add(self._shop_flush_moved)
        collected.update(product_ids)

    @api.model
    def _shop_flush_moved(self):
        product_ids = self.env.cr.precommit.data.pop("shop_sync.moved", set())
        channel_ids = sql.mark_stock_dirty(self.env, tuple(product_ids))
        # sudo: a stock clerk has no access to shops, and needs none to move goods.
        self.env["shop.channel"].sudo().browse(channel_ids)._wake_up_for_stock()
