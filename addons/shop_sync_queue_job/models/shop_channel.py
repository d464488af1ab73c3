from odoo import models


class ShopChannel(models.Model):
    _inherit = "shop.channel"

    def _get_late_text(self):
        """Here jobs do the passes: who looks after the server has another thing to look at."""
        return self.env._(
            "No pass for %s minutes. Either the scheduled actions or the job runner do not run, or"
            " jobs of the channel root.shop failed: see the menu Job Queue.",
            self.lag_minutes,
        )
