from odoo import models


class BookstoreMerge(models.Model):
    """What catalogues say otherwise is asked about the title that is kept."""

    _inherit = "bookstore.merge"

    def _get_followers(self):
        return [
            *super()._get_followers(),
            {
                "model": "bookstore.metadata.proposal",
                "field": "product_tmpl_id",
                "domain": [("state", "in", ["open", "later"])],
                "unique": ["record_id", "field"],
            },
        ]

    def _get_closing(self):
        return super()._get_closing() | {"bookstore.metadata.proposal"}
