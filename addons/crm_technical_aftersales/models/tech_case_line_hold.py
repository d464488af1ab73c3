from odoo import api, models

ABOUT = frozenset({"case_id", "invoice_line_id", "sale_line_id", "lot_id"})


class TechCaseLine(models.Model):
    """A product that is added to a case holds the invoice it was sold on."""

    _inherit = "tech.case.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.case_id._tell_holds()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not ABOUT.isdisjoint(vals):
            self.case_id._tell_holds()
        return result
