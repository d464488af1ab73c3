from odoo import models


class SaleOrder(models.Model):
    """The whole booking at another time."""

    _inherit = "sale.order"

    def _rental_find_free_starts(self, starts, length):
        """Those of ``starts`` at which all is free and the shop is open at both ends; one query."""
        lines = self._get_rental_lines()
        shop, windows = self.warehouse_id, []
        open_ones = [
            moment
            for moment in starts
            if shop._rental_is_open_at(moment) and shop._rental_is_open_at(moment + length)
        ]
        for moment in open_ones:
            for line in lines:
                before, after = line.product_id._get_rental_buffers()
                window = moment - before, moment + length + after
                windows.append(((moment, line), line.product_id.id, shop.id, *window, self.id))
        # sudo: capacity is a matter of the whole shop
        free = self.env["rental.availability"].sudo()._get_windows(windows)
        wanted = {}
        for line in lines:
            wanted[line.product_id] = wanted.get(line.product_id, 0.0) + line.product_uom_qty
        return [
            moment
            for moment in open_ones
            if all(free[moment, line] >= wanted[line.product_id] for line in lines)
        ]
