from odoo import api, models

from ..core import stock
from . import sql


class ShopStockLevel(models.Model):
    """What a shop shows for a pack: as many as its parts allow."""

    _inherit = "shop.stock.level"

    @api.model
    def _keep_packs(self, channel, adapter):
        """Of what a shop's packs are made; a pack with a part that nobody knows here is left alone."""
        if "pack" not in adapter.capabilities()["verify"]:
            return
        packs = adapter.verify("pack")
        links = self.env["shop.binding"]._targets(
            channel, "product", list({key for parts in packs.values() for key, _pieces in parts})
        )
        concerned = ["|", ("product_key", "in", list(packs)), ("parts", "!=", False)]
        for level in self.search([("channel_id", "=", channel.id), *concerned]):
            parts = packs.get(level.product_key, ())
            known = [[links.get(key), float(pieces)] for key, pieces in parts]
            wanted = sorted(known) if known and all(part[0] for part in known) else False
            if (level.parts or False) != wanted:
                level.parts = wanted

    @api.model
    def _get_packs(self, channel):
        """Lines of packs that are no goods of their own."""
        return self.search(
            [
                ("channel_id", "=", channel.id),
                ("parts", "!=", False),
                ("product_id.is_storable", "=", False),
            ]
        )

    @api.model
    def _get_packs_of(self, channel, product_ids):
        """Products that are packs with one of these in them."""
        return {
            level.product_id.id
            for level in self._get_packs(channel)
            if any(part in product_ids for part, _pieces in level.parts)
        }

    @api.model
    def _get_wanted_packs(self, channel, product_ids, promised, rules):
        """As `_get_wanted`, in packs."""
        levels = self._get_packs(channel)
        if product_ids is not None:
            levels = levels.filtered(lambda level: level.product_id.id in product_ids)
        parts = {part for level in levels for part, _pieces in level.parts}
        locations = channel._get_stock_locations().ids
        free = sql.free_quantities(self.env, locations, tuple(parts))
        wanted = {}
        for level in levels:
            whole = _packs_in(level.parts, free)
            left = _packs_in(
                level.parts, {part: free.get(part, 0) - promised.get(part, 0) for part in parts}
            )
            limits = self._get_limits(channel, level.product_id, rules)
            facts = whole, whole - left
            wanted[level.product_id.id] = (
                stock.sellable(whole, promised=facts[1], **limits),
                *facts,
            )
        return wanted

    @api.model
    def _get_uncounted(self, levels):
        """Products that nobody counted here; of a pack, one of its parts."""
        packs = levels.filtered(lambda level: level.parts and not level.product_id.is_storable)
        parts = {part for level in packs for part, _pieces in level.parts}
        goods = (levels - packs).product_id.ids
        uncounted = set(sql.uncounted_products(self.env, tuple(parts.union(goods))))
        blind = packs.filtered(
            lambda level: any(part in uncounted for part, _pieces in level.parts)
        )
        return (uncounted & set(goods)) | set(blind.product_id.ids)


def _packs_in(parts, free):
    return min(int(max(0, free.get(part, 0)) // pieces) for part, pieces in parts if pieces)
