from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _fr_get_mentions(self):
        """``[(code, sentence)]`` to print on the quotation and the order."""
        self.ensure_one()
        day = fields.Date.to_date(self.date_order) or fields.Date.context_today(self)
        return self.env["fr.mentions"]._get_mentions(
            self.company_id, self.partner_id, day, self.partner_id.lang or self.env.lang
        )
