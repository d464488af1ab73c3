from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _fr_is_typed_book(self):
        """A book whose price was made on this invoice, not on an order or at the till."""
        return bool(
            self.display_type == "product"
            and self.product_id.fr_book_kind in ("new", "school")
            and self.quantity > 0
            and self.price_unit >= 0
            and not self.sale_line_ids
            and not self.move_id.pos_order_ids
        )
