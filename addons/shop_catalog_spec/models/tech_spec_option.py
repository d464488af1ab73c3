from odoo import models


class TechSpecOption(models.Model):
    _inherit = "tech.spec.option"

    def write(self, vals):
        done = super().write(vals)
        if "name" in vals:
            # sudo: products of every company.
            values = self.env["tech.spec.value"].sudo()
            told = values.search([("option_ids", "in", self.ids)])
            told.product_tmpl_id._shop_mark_features()
        return done
