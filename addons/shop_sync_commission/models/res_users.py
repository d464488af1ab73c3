from odoo import SUPERUSER_ID, models

DECIDER = "commission_oca.group_commission_manager"


class ResUsers(models.Model):
    _inherit = "res.users"

    def _shop_decides_commissions(self):
        """Who is in charge of the commissions, and the software."""
        return self.id == SUPERUSER_ID or self.has_group(DECIDER)
