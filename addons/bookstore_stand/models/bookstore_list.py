from odoo import models


class BookstoreList(models.Model):
    _inherit = "bookstore.list"

    def action_stand(self):
        """Plan all its titles for a stand, or put them in the list of a type of stand."""
        return self._get_lines().action_stand()
