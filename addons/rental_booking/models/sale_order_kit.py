from odoo import api, models


class SaleOrder(models.Model):
    """Kits of a booking: asked for as one, booked as their parts."""

    _inherit = "sale.order"

    @api.onchange("order_line")
    def _onchange_order_line(self):
        """In the form parts follow their kit at once, each by its own number; what is settled or was
        not taken stays as it is."""
        super()._onchange_order_line()
        if not self.is_rental:
            return
        for kit in self.order_line.filtered(lambda line: line.product_type == "combo"):
            stored = kit._origin
            now = stored._rental_get_part_quantities(kit.product_uom_qty)
            before = stored._rental_get_part_quantities(stored.product_uom_qty)
            for part in kit._get_linked_lines().filtered("rental_kit_units"):
                own = part._origin
                quantity = kit.product_uom_qty * part.rental_kit_units
                if own:
                    more = now.get(own, 0.0) - before.get(own, 0.0)
                    quantity = max(0.0, own.product_uom_qty + more)
                if part.product_uom_qty != quantity:
                    part.product_uom_qty = quantity

    def _after_rental_change(self, before):
        """Other dates or another shop: an article of a kit that is taken then gives way."""
        if self.is_rental and not before.is_rental:  # an order of Odoo becomes a booking
            self._rental_count_parts()
        self._rental_choose_kits_again()
        super()._after_rental_change(before)

    def action_rental_propose(self):
        self._rental_choose_kits_again()
        return super().action_rental_propose()

    def _rental_guard_available(self):
        self._rental_choose_kits_again()
        super()._rental_guard_available()

    def _rental_guard_confirm(self):
        self._rental_choose_kits_again()
        super()._rental_guard_confirm()

    def _rental_count_parts(self):
        for kit in self.order_line.filtered(lambda line: line._rental_is_kit()):
            for part, quantity in kit._rental_get_part_quantities(kit.product_uom_qty).items():
                part.product_uom_qty = quantity
            kit._rental_share_typed_price()

    def _rental_choose_kits_again(self):
        self.order_line.filtered(lambda line: line._rental_is_kit())._rental_choose_again()

    def _rental_get_asked_lines(self):
        """What the customer asked for: kits as one, and articles that belong to none."""
        return self.order_line.filtered(
            lambda line: (
                line.product_uom_qty > 0
                and (line._rental_is_kit() or (line.is_rental and not line.rental_kit_units))
            )
        )

    def _rental_get_wanted(self, quantities):
        """A kit is asked for as one: its parts follow it, and never go alone."""
        wanted = {
            line: number
            for line, number in super()._rental_get_wanted(quantities).items()
            if not line.rental_kit_units
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
