from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _privacy_erase(self):
        """A portal login ends, and does not name the person any more."""
        for user in self:
            user.with_context(tracking_disable=True).write(
                {"login": f"erased-{user.id}", "active": False, "signature": False}
            )

    def _privacy_is_own(self):
        self.ensure_one()
        return self._is_internal()
