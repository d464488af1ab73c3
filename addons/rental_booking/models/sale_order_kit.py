from odoo import api, models


class SaleOrder(models.Model):
    """Kits of a booking: asked for as one, booked as their parts."""

    _inherit = "sale.order"

    @api.onchange("order_line")
    def _onchange_order_line(self):
        """In the form parts follow their kit at once, each by its own number."""
        super()._onchange_order_line()
        if not self.is_rental:
            return
        for line in self.order_line.filtered(lambda line: line.product_type == "combo"):
            for part in line._get_linked_lines().filtered("combo_item_id"):
                quantity = line.product_uom_qty * part.combo_item_id.combo_id._rental_get_quantity()
                if part.product_uom_qty != quantity:
                    part.product_uom_qty = quantity

    def _rental_get_asked_lines(self):
        """What the customer asked for: kits as one, and articles that belong to none."""
        return self.order_line.filtered(
            lambda line: (
                line.product_uom_qty > 0
                and (line._rental_is_kit() or (line.is_rental and not line.combo_item_id))
            )
        )

    def _rental_get_wanted(self, quantities):
        """A kit is asked for as one: its parts follow it, and never go alone."""
        wanted = {
            line: number
            for line, number in super()._rental_get_wanted(quantities).items()
            if not line.combo_item_id
        }
        for kit in self._rental_get_asked_lines().filtered(lambda line: line._rental_is_kit()):
            number = (quantities or {}).get(kit.id, kit.product_uom_qty)
            if number != kit.product_uom_qty:
                wanted |= {kit: number, **kit._rental_get_part_quantities(number)}
        return wanted

    def _rental_order_kits(self):
        """Parts stand below their kit."""
        kits = self.order_line.filtered(lambda line: line._rental_is_kit())
        parts = kits._rental_get_kit_parts()
        lines = []
        for line in (self.order_line - parts).sorted(lambda line: (line.sequence, line.id)):
            lines += [line, *line._rental_get_kit_parts()]
        for number, line in enumerate(lines, 1):
            if line.sequence != 10 * number:
                line.sequence = 10 * number

    # Words to customers -----------------------------------------------------------------------

    def _rental_tell_goods(self, what=""):
        """What a mail lists: kits by their name, their parts below; articles as they are.

        :param what: "priced" with the price of each, "out" only what the customer has
        :return: [{"words", "price", "parts": [words]}]
        """
        order = self._rental_outside()
        told = []
        for line in order._rental_get_asked_lines():
            parts = line._rental_get_kit_parts()
            own = line._rental_count_goods(what) if not parts else {}
            below = parts._rental_count_goods(what)
            if what == "out" and not (own or below):
                continue
            number = line.product_uom_qty if parts else sum(own.values())
            told.append(
                {
                    "words": f"{number:g} × {line.product_id.name}",
                    "price": line._rental_tell_price() if what == "priced" else "",
                    "parts": [f"{units:g} × {name}" for name, units in below.items()],
                }
            )
        return told
