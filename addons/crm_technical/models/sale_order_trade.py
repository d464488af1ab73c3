from odoo import api, fields, models
from odoo.fields import Domain

from .sql.trades import Marks

OTHER_TRADES = ("is_rental", "transport_order_id", "shop_channel_id", "website_id")
"""Fields of the suite's other add-ons: such an order has its own tariff and is no technical quote."""
OTHER_PRODUCTS = ("bookstore_is_title",)
"""Fields of products that mark what another trade sells on orders that bear no mark themselves."""


class SaleOrder(models.Model):
    """Whose trade an order is: rentals, transports, shop orders and books count in no figure."""

    # one concern a file: see sale_order_revision.py
    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    tech_is_other_trade = fields.Boolean(
        string="Of Another Trade",
        compute="_compute_tech_is_other_trade",
        search="_search_tech_is_other_trade",
        groups="base.group_user",
        help="A rental, a transport, an order of a shop or of books: no technical sale.",
    )

    @api.model
    def _tech_get_other_trades(self):
        """Return the columns that mark what other trades sell, where these are installed."""
        return Marks(
            *(
                [name for name in names if name in model._fields and model._fields[name].store]
                for model, names in (
                    (self, OTHER_TRADES),
                    (self.env["product.template"], OTHER_PRODUCTS),
                )
            )
        )

    @api.depends(
        lambda self: [
            *self._tech_get_other_trades().orders,
            *(f"order_line.product_id.{name}" for name in self._tech_get_other_trades().products),
        ]
    )
    def _compute_tech_is_other_trade(self):
        marks = self._tech_get_other_trades()
        for order in self:
            products = order.order_line.product_id
            order.tech_is_other_trade = any(order[name] for name in marks.orders) or any(
                product[name] for product in products for name in marks.products
            )

    @api.model
    def _search_tech_is_other_trade(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        marks = self._tech_get_other_trades()
        names = [*marks.orders, *(f"order_line.product_id.{name}" for name in marks.products)]
        return Domain.OR(Domain(name, "!=", False) for name in names)
