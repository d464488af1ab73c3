from odoo import models


class BookstoreListLine(models.Model):
    _inherit = "bookstore.list.line"

    def action_stand(self):
        """Plan these titles for a stand, or put them in the list of a type of stand."""
        self.check_access("read")
        return self.product_id.product_tmpl_id.action_bookstore_stand() | {
            "context": {
                "default_product_ids": self.product_id.ids,
                "default_list_line_ids": self.ids,
            }
        }
