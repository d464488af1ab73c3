from odoo import api, fields, models

from ..core.ownership import EPSILON
from . import sql


class StockLocation(models.Model):
    _inherit = "stock.location"

    bookstore_use = fields.Selection(
        [
            ("sale_point", "Sale point"),
            ("reserve", "Reserve"),
            ("other", "Other place"),
            ("missing", "Missing copies"),
        ],
        string="Used as",
        compute="_compute_bookstore_use",
        store=True,
        readonly=False,
        precompute=True,
        recursive=True,
        help="Sale point: customers buy here. Reserve: copies wait here to be brought forward or"
        " returned. A shelf takes the use of the place it is in.",
    )
    bookstore_count_id = fields.Many2one(
        "bookstore.count",
        string="Locked by Inventory",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("location_id.bookstore_use")
    def _compute_bookstore_use(self):
        for location in self:
            parent_use = location.location_id.bookstore_use
            location.bookstore_use = location.bookstore_use or (
                parent_use if parent_use != "missing" else False
            )

    def _bookstore_say(self):
        """A place by its own name; what is outside by who is there."""
        outside = {
            "customer": self.env._("Customer"),
            "supplier": self.env._("Distributor"),
            "inventory": self.env._("Corrections"),
        }
        if said := outside.get(self.usage):
            return said
        # sudo: names of the places of a movement that may be read
        _code, _mark, name = (self.sudo().complete_name or "").partition("/")
        return name or self.name or ""

    def _bookstore_is_stock(self):
        """Whether this place is in its warehouse's own stock, and not beside it as a stand is."""
        self.ensure_one()
        stock = self.warehouse_id.lot_stock_id
        return bool(stock) and self.parent_path.startswith(stock.parent_path)

    # -- places in inventory ---------------------------------------------------

    def _bookstore_get_locked_above(self):
        """The place in inventory among these and those that contain them."""
        domain = [("bookstore_count_id", "!=", False), ("id", "parent_of", self.ids)]
        return self.search(domain, limit=1)

    def _bookstore_get_locked_shelf(self, product_ids):
        """A shelf in inventory that holds the only copies here of one of these titles."""
        self.ensure_one()
        domain = [("bookstore_count_id", "!=", False), ("id", "child_of", self.ids)]
        locked = self.search(domain)
        if not locked or not product_ids:
            return locked.browse()
        inside = self.search([("id", "child_of", self.ids)])
        closed = self.search([("id", "child_of", locked.ids)])
        # sudo: a cashier learns which shelf is locked, no more
        cells = sql.stock_cells(self.env(su=True), self.company_id, product_ids)
        held, free = {}, {}
        for product_id, place_id, _owner, quantity in cells:
            if place_id in closed.ids:
                held.setdefault(product_id, {}).setdefault(place_id, 0.0)
                held[product_id][place_id] += quantity
            elif place_id in inside.ids:
                free[product_id] = free.get(product_id, 0.0) + quantity
        for product_id, places in held.items():
            fullest = max(places, key=lambda place_id: places[place_id])
            if places[fullest] > EPSILON >= free.get(product_id, 0.0):
                return self.browse(fullest)._bookstore_get_locked_above()
        return locked.browse()
