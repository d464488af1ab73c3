from odoo import api, models
from odoo.fields import Domain

TO_TELL = Domain("state", "=", "arrived") | Domain("has_news", "=", True)


class BookstoreAlert(models.Model):
    _inherit = "bookstore.alert"

    @api.model
    @api.readonly
    def get_today(self):
        """Also customers to tell, and copies that were not picked up."""
        tiles = super().get_today()
        orders = "bookstore.client.order"
        return [
            *tiles,
            self._tile("client_tell", self._count(orders, TO_TELL), "warning"),
            self._tile(
                "client_overdue", self._count(orders, [("is_overdue", "=", True)]), "danger"
            ),
        ]

    @api.model
    def _get_tile_texts(self):
        return super()._get_tile_texts() | {
            "client_tell": (
                self.env._("Customers to tell"),
                self.env._("Their book is here, or will not come"),
            ),
            "client_overdue": (
                self.env._("Not picked up"),
                self.env._("Kept longer than agreed"),
            ),
        }

    @api.model
    def _get_tile_actions(self):
        action = "bookstore_client_order.bookstore_client_order_action"
        return super()._get_tile_actions() | {
            "client_tell": (
                "bookstore_client_order.bookstore_client_order_action_tell",
                {},
            ),
            "client_overdue": (action, {"search_default_overdue": 1}),
        }
