from odoo import models

MODULE = "crm_technical_spreadsheet"
"""Its dashboards, and those of add-ons whose name begins so."""


class SpreadsheetDashboard(models.Model):
    _inherit = "spreadsheet.dashboard"

    def _get_serialized_readonly_dashboard(self):
        data = super()._get_serialized_readonly_dashboard()
        module = self._get_dashboard_translation_namespace()
        if not (module or "").startswith(MODULE):
            return data
        return self.env["suite.dashboard"]._translate(data, module)
