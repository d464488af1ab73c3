from odoo import models


class BookstoreListLine(models.Model):
    _inherit = "bookstore.list.line"

    def action_order(self):
        """Ask how many copies of these titles are to be ordered: those of the list, or others."""
        self.check_access("read")
        return self.product_id.product_tmpl_id.action_bookstore_mark() | {
            "context": {
                "default_product_ids": self.product_id.ids,
                "default_list_line_ids": self.ids,
                "default_note": ", ".join(self.list_id.mapped("name")),
            }
        }
