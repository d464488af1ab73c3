from odoo import models
from odoo.tools import float_round


class ProductPricelistItem(models.Model):
    """The members' discount is on books alone, and never a fraction of a cent too much."""

    _inherit = "product.pricelist.item"

    def _bookstore_member_is_discount(self):
        return bool(self.pricelist_id.bookstore_member_discount)

    def _is_applicable_for(self, product, qty_in_product_uom):
        if self._bookstore_member_is_discount() and not product.bookstore_is_title:
            return False
        return super()._is_applicable_for(product, qty_in_product_uom)

    def _show_discount(self):
        """5 % of 10.55 is 10.03, which no percentage of two digits says for every price."""
        return super()._show_discount() and not self._bookstore_member_is_discount()

    def _compute_price(self, product, quantity, uom, date, currency=None, **kwargs):
        """Rounded up to the cent: 95 % of the price is the lowest lawful one (law 81-766, art. 1)."""
        price = super()._compute_price(product, quantity, uom, date, currency=currency, **kwargs)
        if not self or not self._bookstore_member_is_discount():
            return price
        money = currency or self.currency_id
        return float_round(price, precision_rounding=money.rounding, rounding_method="UP")
