from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Who chose no home action in the preferences lands on that of the role."""
        info = super().session_info()
        if not info.get("home_action_id") and self.env.user._is_internal():
            info["home_action_id"] = self.env["suite.home"]._get_home_action().id
        return info
