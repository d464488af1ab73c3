from odoo import fields, models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _shop_mark_listings(self):
        """What the shops with these price lists ask is computed anew."""
        self.env["shop.listing"]._mark_dirty([("channel_id.catalog_pricelist_id", "in", self.ids)])

    def _shop_read_prices(self, products):
        """``{(price list, product): price}`` of one piece today; the rules of all lists, and of the
        lists that they build on, are read together."""
        rules = self._shop_read_rules(products)
        return {
            (pricelist, product): price
            for pricelist in self
            for product in products
            for price in [
                pricelist.with_context(shop_price_rules=rules)._get_product_price(product, 1.0)
            ]
        }

    def _shop_read_rules(self, products):
        """``{id of a price list: ids of its rules}``"""
        found, lists = {}, self
        while lists:
            domain = lists[0]._get_applicable_rules_domain(products, fields.Datetime.now())
            wanted = [("pricelist_id", "in", lists.ids), *domain[1:]]
            rules = self.env["product.pricelist.item"].search(wanted)
            groups = rules.grouped("pricelist_id")
            found |= {one.id: tuple(groups.get(one, rules[:0]).ids) for one in lists}
            lists = rules.base_pricelist_id - self.browse(found)
        return found

    def _get_applicable_rules(self, products, date, **kwargs):
        known = self.env.context.get("shop_price_rules", {})
        if self.id in known:
            return self.env["product.pricelist.item"].browse(known[self.id])
        return super()._get_applicable_rules(products, date, **kwargs)
