from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def get_user_roots(self):
        """The apps of the website's bar are those of the web client."""
        return super().get_user_roots() - self.env["suite.home"]._get_hidden_apps()

    def _load_menus_blacklist(self):
        return [*super()._load_menus_blacklist(), *self.env["suite.home"]._get_hidden_apps().ids]
