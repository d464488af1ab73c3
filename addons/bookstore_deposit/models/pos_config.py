from odoo import models


class PosConfig(models.Model):
    _inherit = "pos.config"

    def get_bookstore_lock(self, product_ids=()):
        """Why the till cannot take payments now, or False. Asked before each payment (B124).

        :param product_ids: titles in the cart, for shelves that are counted on their own
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: a cashier may not read places and inventories, only learn that one is locked
        place = self.sudo().picking_type_id.default_location_src_id
        locked = place._bookstore_get_locked_above() or place._bookstore_get_locked_shelf(
            product_ids
        )
        if not locked:
            return False
        return self.env._(
            "%(place)s is being counted (%(count)s, %(user)s). Keep this cart aside and take the"
            " payment when that inventory is closed.",
            place=locked.name,
            count=locked.bookstore_count_id.name,
            user=locked.bookstore_count_id.user_id.name,
        )
