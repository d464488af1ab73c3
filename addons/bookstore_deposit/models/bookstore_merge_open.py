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

    def _get_open_moves(self, titles):
        return self.env["stock.move"].search(
            [("product_id", "in", titles.ids), ("state", "not in", ["done", "cancel"])]
        )

    def _find_moved(self, lines, note):
        """Orders that were confirmed since: their movements are of the title that is kept.

        Movements that followed are back before their orders.
        """
        is_order = note["model"] in ("sale.order.line", "purchase.order.line")
        if not is_order or note["field"] != "product_id":
            return lines.browse()
        moves = lines.move_ids.filtered(
            lambda move: move.state != "cancel" and move.product_id.id != note["before"]
        )
        return lines.filtered(lambda line: line.move_ids & moves)
