from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _tech_get_likeness(self):
        """What an invoice line of a receipt has in common with its receipt line."""
        return (self.product_id, self.quantity, self.price_unit, self.discount)
