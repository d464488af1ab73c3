from odoo import api, models

LATE = [("unpaid", ">", 0)]


class BookstoreAlert(models.Model):
    _inherit = "bookstore.alert"

    @api.model
    @api.readonly
    def get_today(self):
        """Also members who did not pay their contribution."""
        tiles = super().get_today()
        return [
            *tiles,
            self._tile("member_unpaid", self._count("bookstore.member", LATE), "warning"),
        ]

    @api.model
    def _get_tile_texts(self):
        return super()._get_tile_texts() | {
            "member_unpaid": (
                self.env._("Contributions not paid"),
                self.env._("Members to remind, or payments to register"),
            )
        }

    @api.model
    def _get_tile_actions(self):
        return super()._get_tile_actions() | {
            "member_unpaid": (
                "bookstore_member.bookstore_member_action",
                {"search_default_unpaid": 1},
            )
        }
