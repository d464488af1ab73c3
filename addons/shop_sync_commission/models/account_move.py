from odoo import models


class AccountMove(models.Model):
    """Invoices, what credits them and what was paid before them."""

    _inherit = "account.move"

    def _shop_get_root(self):
        """The invoice that a credit note, or the reversal of one, goes back to."""
        root = self
        while root.reversed_entry_id:
            root = root.reversed_entry_id
        return root

    def _shop_get_prepaid(self):
        """The down payments that left nothing to pay of an invoice."""
        nothing = self.filtered(lambda move: move.currency_id.is_zero(move.amount_total))
        return nothing.invoice_line_ids._get_downpayment_lines().move_id - nothing

    def _shop_get_family(self):
        """These and all that reverses them, and what reverses that."""
        family, new = self, self
        while new := new.reversal_move_ids - family:
            family |= new
        return family
