from odoo import fields, models


class ShopChannel(models.Model):
    _inherit = "shop.channel"

    buy_mode = fields.Selection(
        [
            ("never", "Nothing"),
            ("flagged", "Products bought to order"),
            ("all", "All goods"),
        ],
        string="Bought to order",
        default="flagged",
        required=True,
        tracking=True,
        help="Which lines of this shop's orders are bought for their customer instead of being taken"
        " from the shelf. It holds for orders to come.",
    )
    buy_extra_days = fields.Integer(
        string="Days added",
        default=2,
        tracking=True,
        help="Days that the shop announces beside the supplier's: reception, packing, transport.",
    )
    buy_tell = fields.Boolean(
        string="Tell the customer",
        tracking=True,
        help="The shop's own page says “On order, n days” in each of its languages and takes orders"
        " without stock. What stood there before comes back when it no longer holds.",
    )

    _buy_extra_days_positive = models.Constraint(
        "CHECK (buy_extra_days >= 0)", "A delay is not less than no days."
    )

    def write(self, vals):
        done = super().write(vals)
        if any(name.startswith("buy_") for name in vals):
            self._restock()
        return done

    def _buys(self, products):
        """Of these, the products that this shop has bought for each customer; without a shop, those
        that say so themselves."""
        goods = products.filtered(lambda product: product.type == "consu")
        if self.buy_mode == "never":
            return goods.browse()
        if self.buy_mode == "all":
            return goods
        return goods.filtered("buy_to_order")

    def _get_buy_delay(self, product):
        """Days that a customer is told."""
        if product.buy_delay:
            return product.buy_delay
        return product.seller_ids[:1].delay + (self.buy_extra_days if self else 0)
