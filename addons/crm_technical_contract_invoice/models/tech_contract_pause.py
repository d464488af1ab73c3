from odoo import models


class TechContractPause(models.Model):
    """What a pause without end costs is not known yet."""

    _inherit = "tech.contract.pause"

    def _get_open(self):
        """Return the first day of the pause of these that nobody ended yet."""
        return self.filtered(lambda one: not one.date_end)[:1].date_start or None
