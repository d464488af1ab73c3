from odoo import models


class BookstoreMerge(models.Model):
    """Orders and transfers that are still open: their lines name the kept record from now on.

    A line of which nothing was delivered or received yet is not history. Its price, its words and
    its taxes were agreed and do not change.
    """

    _inherit = "bookstore.merge"

    def _get_open_followers(self, other):
        return [
            {"model": "sale.order.line", "domain": [("id", "in", self._get_open_sales(other).ids)]},
            {
                "model": "purchase.order.line",
                "domain": [("id", "in", self._get_open_purchases(other).ids)],
            },
            {"model": "stock.move", "domain": [("id", "in", self._get_open_moves(other).ids)]},
        ]

    def _get_open_sales(self, other):
        lines = self.env["sale.order.line"].search(
            [("product_id", "=", other.id), ("state", "in", ["draft", "sent", "sale"])]
        )
        return lines.filtered(
            lambda line: line.state != "sale" or self._is_untouched(line, line.qty_delivered)
        )

    def _get_open_purchases(self, other):
        lines = self.env["purchase.order.line"].search(
            [
                ("product_id", "=", other.id),
                ("state", "in", ["draft", "sent", "to approve", "purchase"]),
            ]
        )
        return lines.filtered(
            lambda line: line.state != "purchase" or self._is_untouched(line, line.qty_received)
        )

    def _is_untouched(self, line, moved):
        states = set(line.move_ids.mapped("state"))
        return not moved and "done" not in states and bool(states - {"cancel"})
