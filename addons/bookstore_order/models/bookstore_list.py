from odoo import models


class BookstoreList(models.Model):
    _inherit = "bookstore.list"

    def action_order(self):
        """Mark all its titles to be ordered."""
        return self._get_lines().action_order()
