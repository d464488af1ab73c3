from odoo import fields, models


class PosConfig(models.Model):
    """The till of a bookshop sells from the bookshop, and takes no payment during an inventory."""

    _inherit = "pos.config"

    picking_type_id = fields.Many2one(default=lambda self: self._default_picking_type_id())
    warehouse_id = fields.Many2one(default=lambda self: self._default_warehouse_id())

    def _default_picking_type_id(self):
        """A company's first warehouse may be another trade's."""
        return self._bookstore_get_warehouse().pos_type_id.id or super()._default_picking_type_id()

    def _default_warehouse_id(self):
        return self._bookstore_get_warehouse().id or super()._default_warehouse_id()

    def _bookstore_get_warehouse(self):
        """:return: the bookshop's own warehouse, none in a company that is no bookshop"""
        company = self.env.company
        if company.bookstore_active:
            return company._get_bookstore_warehouse()
        return self.env["stock.warehouse"]

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
