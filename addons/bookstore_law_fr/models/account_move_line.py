from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _fr_is_typed_book(self):
        """A book whose price was made on this invoice, not on its order or at the till."""
        return bool(
            self.display_type == "product"
            and self.product_id.fr_book_kind in ("new", "school")
            and self.quantity > 0
            and self.price_unit >= 0
            and not self._fr_is_as_ordered()
            and not self.move_id.pos_order_ids
        )

    def _fr_is_as_ordered(self):
        ordered = self.sale_line_ids.sudo()  # sudo: only whether it is the price looked at before
        return bool(ordered) and all(
            (line.price_unit, line.discount) == (self.price_unit, self.discount) for line in ordered
        )
