from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        return [*super()._load_menus_blacklist(), *self.env["suite.home"]._get_hidden_apps().ids]
