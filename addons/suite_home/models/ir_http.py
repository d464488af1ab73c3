from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Who chose no home action in the preferences lands on that of the role."""
        info = super().session_info()
        if (
            not info.get("home_action_id")
            and self.env.user._is_internal()
            and not self._suite_home_is_link()
        ):
            info["home_action_id"] = self.env["suite.home"]._get_home_action().id
        return info

    def _suite_home_is_link(self):
        """A link to a menu, as bookmarks and old mails bear it: it opens that menu."""
        return bool(request and request.httprequest.args.get("menu_id"))
