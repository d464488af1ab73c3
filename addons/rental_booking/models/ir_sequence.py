from odoo import models


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _create_date_range_seq(self, date):
        """The first number of a year makes its range. Two tablets that do so at once meet on the
        sequence's row: Odoo replays the second, instead of refusing it for a duplicate range."""
        if (self.code or "").startswith("rental."):
            self.env["suite.concurrency"]._take(self)
        return super()._create_date_range_seq(date)
