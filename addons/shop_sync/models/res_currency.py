from odoo import models


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def _shop_by_code(self, code):
        """The currency of an ISO 4217 code, active or not; empty when there is none."""
        return self.with_context(active_test=False).search([("name", "=", code)], limit=1)
