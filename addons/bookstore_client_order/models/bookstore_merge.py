from odoo import models


class BookstoreMerge(models.Model):
    """Those who wait for a title wait for the one that is kept."""

    _inherit = "bookstore.merge"

    def _get_followers(self):
        return [
            *super()._get_followers(),
            {
                "model": "bookstore.client.order",
                "domain": [("state", "not in", ["done", "cancelled"])],
            },
        ]

    def _merge(self):
        """Copies are set aside once all of them are there, not while they go over."""
        return super(BookstoreMerge, self.with_context(bookstore_client_settles=True))._merge()

    def _separate(self):
        return super(BookstoreMerge, self.with_context(bookstore_client_settles=True))._separate()

    def _bring_up_to_date(self):
        super()._bring_up_to_date()
        self.env["bookstore.client.order"]._settle(self.company_id, self.title_ids)
