from odoo import models

MODULE = "crm_technical_spreadsheet_service"


class SpreadsheetDashboard(models.Model):
    _inherit = "spreadsheet.dashboard"

    def _get_serialized_readonly_dashboard(self):
        data = super()._get_serialized_readonly_dashboard()
        if self._get_dashboard_translation_namespace() != MODULE:
            return data
        return self.env["suite.dashboard"]._translate(data, MODULE)
