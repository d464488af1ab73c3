from odoo import api, models


class BookstoreAlert(models.Model):
    _inherit = "bookstore.alert"

    @api.model
    @api.readonly
    def get_today(self):
        """Also what is to be ordered."""
        count = self._count("bookstore.need", [("state", "=", "open")])
        return [*super().get_today(), self._tile("needs", count, "info")]

    @api.model
    def _get_tile_texts(self):
        return super()._get_tile_texts() | {
            "needs": (self.env._("To order"), self.env._("Titles that lack, and why"))
        }

    @api.model
    def _get_tile_actions(self):
        return super()._get_tile_actions() | {
            "needs": ("bookstore_order.bookstore_need_action", {"search_default_open": 1})
        }
