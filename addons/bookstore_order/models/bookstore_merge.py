from odoo import models


class BookstoreMerge(models.Model):
    """What is to be ordered follows the title that is kept."""

    _inherit = "bookstore.merge"

    def _get_followers(self):
        return [
            *super()._get_followers(),
            {
                "model": "bookstore.need",
                "domain": [("state", "=", "open")],
                "unique": ["company_id", "reason"],
                "add": ["quantity"],
            },
            {"model": "bookstore.need", "domain": [("state", "=", "ordered")]},
            {"model": "bookstore.threshold", "unique": ["company_id", "location_id"]},
            {"model": "bookstore.forecast", "unique": ["company_id"]},
            {
                "model": "purchase.order.line",
                "field": "bookstore_replaced_by_id",
                "domain": [("state", "!=", "cancel")],
            },
        ]

    def _get_reckoned(self):
        return super()._get_reckoned() | {"bookstore.need"}

    def _is_sum_kept(self, line, sums):
        """Needs that follow from the stock are reckoned anew, also by the merge."""
        follows = line._name == "bookstore.need" and line.reason != "mark" and not line.is_typed
        return follows or super()._is_sum_kept(line, sums)

    def _bring_up_to_date(self):
        super()._bring_up_to_date()
        self.env["bookstore.need"]._refresh(self.company_id, self.title_ids)
