from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _tech_find_case_lines(self, sold, origins):
        """Also cases of the receipts that these invoices are of."""
        found = super()._tech_find_case_lines(sold, origins)
        receipts = origins.move_id.pos_order_ids
        return found | found.search(
            [
                ("pos_line_id.order_id", "in", receipts.ids),
                ("product_id", "in", origins.product_id.ids),
            ]
        )

    def action_tech_open_case(self):
        action = super().action_tech_open_case()
        # sudo: whoever may see the invoice may see of which receipt it is
        receipts = self.sudo().pos_order_ids
        if len(receipts) == 1:
            action["context"] |= {"default_pos_order_id": receipts.id}
        return action
