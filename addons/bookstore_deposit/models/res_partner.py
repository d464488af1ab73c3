from collections import defaultdict

from odoo import api, fields, models

from ..groups import READERS
from . import sql


class ResPartner(models.Model):
    _inherit = "res.partner"

    bookstore_is_distributor = fields.Boolean("Distributor")
    bookstore_is_publisher = fields.Boolean("Publisher")
    bookstore_is_undecided = fields.Boolean("Undecided Owner", copy=False, readonly=True)
    bookstore_rating = fields.Selection(
        [
            ("0", "Not rated"),
            ("1", "Difficult"),
            ("2", "Fair"),
            ("3", "Good"),
            ("4", "Preferred"),
        ],
        "Rating",
        default="0",
        help="When a copy may belong to several distributors, the best rated one is advised.",
    )
    bookstore_deposit_ids = fields.One2many(
        "bookstore.deposit", "partner_id", "Deposits", groups=READERS
    )
    bookstore_titles = fields.Integer(
        "Titles in Stock", compute="_compute_bookstore_stock", groups=READERS
    )
    bookstore_copies = fields.Float(
        "Copies in Deposit",
        compute="_compute_bookstore_stock",
        digits="Product Unit",
        groups=READERS,
    )
    bookstore_firm_copies = fields.Float(
        "Bought Firm, Still Here",
        compute="_compute_bookstore_firm_copies",
        digits="Product Unit",
        groups=READERS,
        help="Copies bought firm from this distributor, as far as the shop still has as many.",
    )
    bookstore_sold_since = fields.Float(
        "Sold since Statement",
        compute="_compute_bookstore_sold_since",
        digits="Product Unit",
        groups=READERS,
    )
    bookstore_pending_count = fields.Integer(
        "Copies to Decide", compute="_compute_bookstore_pending_count", groups=READERS
    )

    def _compute_bookstore_stock(self):
        groups = self.env["stock.quant"]._read_group(
            [
                ("owner_id", "in", self.ids),
                ("location_id.usage", "=", "internal"),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["owner_id"],
            ["product_id:count_distinct", "quantity:sum"],
        )
        stock = {owner: figures for owner, *figures in groups}
        for partner in self:
            titles, copies = stock.get(partner, (0, 0.0))
            partner.bookstore_titles = titles
            partner.bookstore_copies = copies

    def _compute_bookstore_firm_copies(self):
        """Bought less sent back, never more than the shop has of its own."""
        groups = self.env["bookstore.parcel.line"]._read_group(
            [
                ("parcel_id.partner_id", "in", self.ids),
                ("parcel_id.state", "=", "done"),
                ("company_id", "in", self.env.companies.ids),
                "|",
                ("parcel_id.kind", "=", "firm"),
                ("return_of", "=", "firm"),
            ],
            ["parcel_id", "product_id", "return_of"],
            ["quantity:sum"],
        )
        bought = defaultdict(lambda: defaultdict(float))
        for parcel, product, return_of, copies in groups:
            bought[parcel.partner_id][product.id] += -copies if return_of else copies
        firm = defaultdict(float)
        product_ids = list({product_id for titles in bought.values() for product_id in titles})
        for company in self.env.companies:
            # sudo: totals of the shop's own copies
            cells = sql.stock_cells(self.env(su=True), company, product_ids)
            for product_id, _place, owner_id, copies in cells:
                if owner_id == company.partner_id.id:
                    firm[product_id] += copies
        for partner in self:
            partner.bookstore_firm_copies = sum(
                max(min(copies, firm[product_id]), 0.0)
                for product_id, copies in bought[partner].items()
            )

    def _compute_bookstore_sold_since(self):
        groups = self.env["bookstore.allocation"]._read_group(
            [
                ("owner_id", "in", self.ids),
                ("state", "=", "decided"),
                ("kind", "=", "sale"),
                ("statement_line_id", "=", False),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["owner_id"],
            ["quantity:sum"],
        )
        sold = dict(groups)
        for partner in self:
            partner.bookstore_sold_since = sold.get(partner, 0.0)

    def _compute_bookstore_pending_count(self):
        deposits = self.bookstore_deposit_ids
        blocking = deposits._get_blocking_allocations()
        for partner in self:
            partner.bookstore_pending_count = sum(
                len(blocking[deposit]) for deposit in partner.bookstore_deposit_ids
            )

    def _bookstore_get_better_rated(self, partner):
        """Those of these distributors that are better rated than ``partner``, the best first."""
        rating = int(partner.bookstore_rating or 0)
        better = self.filtered(lambda owner: int(owner.bookstore_rating or 0) > rating)
        return better.sorted(lambda owner: -int(owner.bookstore_rating))

    @api.depends("bookstore_is_undecided")
    def _compute_display_name(self):
        super()._compute_display_name()
        for partner in self.filtered("bookstore_is_undecided"):
            partner.display_name = self.env._("To be decided")
