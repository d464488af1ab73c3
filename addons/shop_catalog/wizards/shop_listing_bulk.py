from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_is_zero, split_every

STEP = 500
# A person looks at both values first.
WAITING = ("conflict", "found", "several")


class ShopListingBulk(models.TransientModel):
    """One change for many products in many shops, from the grid; under the rights of who asks."""

    _name = "shop.listing.bulk"
    _description = "Change in the Shops"

    filters = fields.Json(help="Which products: as the grid filters them.")
    channel_ids = fields.Many2many("shop.channel", string="Shops", required=True)
    channel_id = fields.Many2one("shop.channel", compute="_compute_channel_id")
    operation = fields.Selection(
        [
            ("add", "Put in the shops"),
            ("show", "Show"),
            ("hide", "Hide"),
            ("percent", "Raise or lower the price"),
            ("pricelist", "Price of the price list again"),
            ("send", "Send"),
        ],
        string="Change",
        default="add",
        required=True,
    )
    percent = fields.Float(
        string="By how much",
        digits=(6, 2),
        help="In percent of today's price in each shop; minus lowers it.",
    )
    category_id = fields.Many2one(
        "shop.category",
        string="Main category",
        domain="[('channel_id', '=', channel_id)]",
        help="Where one shop is chosen. Empty: the category with the same name as in another shop.",
    )
    product_count = fields.Integer(compute="_compute_counts", string="Products")
    there_count = fields.Integer(compute="_compute_counts", string="Already in these shops")
    missing_count = fields.Integer(compute="_compute_counts", string="Not in these shops yet")

    @api.depends("channel_ids")
    def _compute_channel_id(self):
        for wizard in self:
            wizard.channel_id = wizard.channel_ids if len(wizard.channel_ids) == 1 else False

    @api.depends("channel_ids", "filters")
    def _compute_counts(self):
        for wizard in self:
            domain = wizard._get_product_domain()
            wizard.product_count = self.env["product.template"].search_count(domain)
            listings = self.env["shop.listing"]
            wizard.there_count = listings.search_count(wizard._get_domain())
            products = self.env["product.template"]._search(domain)
            there = [
                ("channel_id", "in", wizard.channel_ids.ids),
                ("product_tmpl_id", "in", products),
            ]
            places = wizard.product_count * len(wizard.channel_ids)
            wizard.missing_count = places - listings.search_count(there)

    def action_apply(self):
        self.ensure_one()
        self.env["shop.listing"].check_access("write")
        getattr(self, f"_apply_{self.operation}")()
        return {"type": "ir.actions.act_window_close"}

    # -- one method an operation ----------------------------------------------------------------------

    def _apply_add(self):
        products = self.env["product.template"].search(self._get_product_domain())
        for ids in split_every(STEP, products.ids):
            self._add(products.browse(ids))

    def _apply_show(self):
        self._get_listings().filtered(lambda one: not one.published).published = True

    def _apply_hide(self):
        self._get_listings().filtered("published").published = False

    def _apply_percent(self):
        if float_is_zero(self.percent, precision_digits=2) or self.percent <= -100:
            raise UserError(self.env._("Say by how many percent, for example 5 or -10."))
        listings = self._get_listings()
        for ids in split_every(STEP, listings.ids):
            self._raise_prices(listings.browse(ids))

    def _apply_pricelist(self):
        self._get_listings().filtered("price_here").price_here = 0

    def _apply_send(self):
        """What the shop changed, or decides itself, is sent only where the filter asks for it."""
        chosen = (self.filters or {}).get("show") in ("conflict", "decide")
        kept = ("left",) if chosen else ("left", *WAITING)
        self._get_listings().filtered(lambda one: one.state not in kept).action_send()

    # -- hooks ----------------------------------------------------------------------------------------

    def _get_product_domain(self):
        return self.env["shop.grid"]._get_domain(self.filters or {})

    def _get_domain(self):
        """The places that the grid shows, of the products that it filters."""
        products = self.env["product.template"]._search(self._get_product_domain())
        return (
            Domain("channel_id", "in", self.channel_ids.ids)
            & Domain("product_tmpl_id", "in", products)
            & self.env["shop.grid"]._get_place_domain(self.filters or {})
        )

    def _get_listings(self):
        return self.env["shop.listing"].search(self._get_domain())

    def _add(self, products):
        listings = self.env["shop.listing"]
        known = listings.search_fetch(
            [("product_tmpl_id", "in", products.ids)],
            ["product_tmpl_id", "channel_id", "category_id"],
        )
        there = {(listing.product_tmpl_id, listing.channel_id) for listing in known}
        likely = self._get_likely_categories(known)
        listings.create(
            [
                {
                    "product_tmpl_id": product.id,
                    "channel_id": channel.id,
                    "category_id": self._get_category(channel, product, likely).id,
                }
                for product in products
                for channel in self.channel_ids
                if (product, channel) not in there
                and product.company_id in (product.company_id.browse(), channel.company_id)
            ]
        )

    def _get_category(self, channel, product, likely):
        chosen = self.category_id
        if chosen and chosen.channel_id == channel:
            return chosen
        return likely.get((channel, product), chosen.browse())

    def _get_likely_categories(self, known):
        """``{(shop, product): the category there with the name of the product's one elsewhere}``"""
        names = known.category_id.mapped("complete_name")
        found = self.env["shop.category"].search_fetch(
            [("channel_id", "in", self.channel_ids.ids), ("complete_name", "in", names)],
            ["channel_id", "complete_name"],
        )
        return {
            (category.channel_id, listing.product_tmpl_id): category
            for category in found
            for listing in known
            if listing.category_id.complete_name == category.complete_name
        }

    def _raise_prices(self, listings):
        several = listings.filtered(lambda one: not one.price_here and one._has_several_prices())
        if several:
            raise UserError(
                self.env._(
                    "Variants of %s have prices of their own, and one price in a shop would be that"
                    " of all: change the price list of the shop instead.",
                    ", ".join(several.product_tmpl_id[:5].mapped("display_name")),
                )
            )
        prices = self.env["shop.grid"]._get_prices(listings.product_tmpl_id, listings.channel_id)
        wanted = {
            listing: listing.currency_id.round(
                (listing.price_here or prices[listing.product_tmpl_id, listing.channel_id])
                * (1 + self.percent / 100)
            )
            for listing in listings
        }
        for price, group in listings.grouped(wanted.get).items():
            group.price_here = price
