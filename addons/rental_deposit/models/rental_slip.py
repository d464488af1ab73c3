from odoo import models


class RentalSlip(models.Model):
    _inherit = "rental.slip"

    def _check_signable(self, values):
        """What is added later, or taken later, leaves with its deposit like what left first."""
        super()._check_signable(values)
        if self.type == "departure" and "ok" in self.line_ids.mapped("status"):
            self.order_id._rental_check_deposit()
