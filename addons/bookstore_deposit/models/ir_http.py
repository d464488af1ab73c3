from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Only the people of the bookshop are asked where they work."""
        info = super().session_info()
        user = self.env.user
        info["bookstore_has_places"] = bool(user) and user.has_group(
            "bookstore_deposit.group_bookstore_user"
        )
        return info
