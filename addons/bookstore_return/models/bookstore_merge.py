from odoo import models


class BookstoreMerge(models.Model):
    """Copies that would go back are of the title that is kept."""

    _inherit = "bookstore.merge"

    def _get_followers(self):
        return [
            *super()._get_followers(),
            {
                "model": "bookstore.return.request.line",
                "domain": [("request_id.state", "in", ["draft", "asked", "allowed"])],
            },
        ]
