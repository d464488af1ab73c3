from odoo import fields, models

from ..core.ways_out import Way, later_starts

LATER_SHOWN, SUBSTITUTES_SHOWN = 3, 6


class SaleOrderLine(models.Model):
    """What would help where units are missing: each way out with what it brings and costs."""

    _inherit = "sale.order.line"

    def _rental_find_ways(self, given):
        """[(Way, values)] of one short line; ``values`` say what it would do.

        :param given: units that other lines of the booking are to get
        """
        self.ensure_one()
        missing, units = self.rental_shortage, self._rental_find_units(given)
        if missing <= 0:
            return units
        return [
            *units,
            *self._rental_find_transfers(missing),
            *self._rental_find_substitutes(missing),
            *self._rental_find_later(missing),
            *self._rental_find_subrents(missing),
        ]

    def _rental_find_transfers(self, missing):
        ways = []
        for shop, free in self._rental_get_other_shops().items():
            if free > 0:
                units = min(free, missing)
                ways.append((Way("transfer", units, missing), {"warehouse_id": shop.id}))
        return ways

    def _rental_find_substitutes(self, missing):
        """Other articles that are free: those of the product's own list (or that the kit names for
        this part) first, then its family."""
        declared = self.product_id.rental_substitute_ids.product_variant_ids
        # sudo: what a kit is made of is no secret
        named = self.rental_combo_id.sudo().combo_item_ids.product_id
        declared |= named.filtered("is_rental")
        family = self.env["product.product"].search(
            [
                ("is_rental", "=", True),
                ("categ_id", "=", self.product_id.categ_id.id),
                ("rental_tariff_id", "!=", False),
            ],
            limit=80,
        )
        others = (declared | family) - self.order_id.order_line.product_id
        # sudo: capacity is a matter of the whole shop
        free = (
            self.env["rental.availability"]
            .sudo()
            ._get_available(
                others, self.order_id.warehouse_id, self._rental_get_open_start(), self.block_end
            )
        )
        price = self.product_id.lst_price
        near = sorted(
            (other for other in others if free[other.id] > 0),
            key=lambda other: (other not in declared, abs(other.lst_price - price)),
        )
        return [
            (
                Way(
                    "substitute",
                    min(free[other.id], missing),
                    missing,
                    max(0.0, other.lst_price - price) * min(free[other.id], missing),
                    declared=other in declared,
                ),
                {"product_id": other.id},
            )
            for other in near[:SUBSTITUTES_SHOWN]
        ]

    def _rental_find_later(self, missing):
        """The next starts at which the whole booking is free, as long as planned."""
        order = self.order_id
        if self.rental_departed_qty or self.rental_own_period:
            return []
        start, length = order.rental_start, order.rental_end - order.rental_start
        starts = [moment for moment in later_starts(start) if moment > fields.Datetime.now()]
        ways = []
        for moment in order._rental_find_free_starts(starts, length)[:LATER_SHOWN]:
            values = {"date_start": moment, "date_end": moment + length}
            ways.append((Way("later", missing, missing, delay=moment - start), values))
        return ways

    def _rental_find_subrents(self, missing):
        """From a colleague, at his price a day, where the product names him."""
        days = max(0.5, self.rental_half_days / 2)
        sellers = self.product_id.seller_ids.filtered(
            lambda seller: not seller.company_id or seller.company_id == self.company_id
        )
        ways = [
            (
                Way("subrent", missing, missing, seller.price * days * missing),
                {"partner_id": seller.partner_id.id, "cost": seller.price * days * missing},
            )
            for seller in sellers[:2]
        ]
        return ways or [(Way("subrent", missing, missing, declared=False), {})]
