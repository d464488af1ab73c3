from odoo import api, fields, models


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
