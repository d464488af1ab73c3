from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def action_tech_view_forecast(self):
        """Open what was sold and what is expected of this product."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_forecast.tech_forecast_line_action"
        )
        return action | {
            "domain": [("product_id.product_tmpl_id", "in", self.ids), ("is_current", "=", True)],
            "context": {"search_default_current": 1},
        }
