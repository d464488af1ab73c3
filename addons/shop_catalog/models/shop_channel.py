from odoo import api, fields, models

from ..core.prestashop import Catalogue

OWNERS = [("odoo", "Odoo"), ("shop", "The shop")]


class ShopChannel(models.Model):
    _inherit = "shop.channel"

    catalog_mode = fields.Selection(
        [
            ("off", "The shop's own"),
            ("compare", "Compared only"),
            ("drive", "Driven from Odoo"),
        ],
        string="Catalogue",
        default="off",
        required=True,
        tracking=True,
        help="Nothing in the shop's catalogue changes before it is driven from Odoo.",
    )
    catalog_read_wanted = fields.Boolean(readonly=True, copy=False)
    catalog_pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price list of the shop",
        check_company=True,
        tracking=True,
        help="None: the products' own prices.",
    )
    catalog_identity = fields.Selection(
        OWNERS, string="References and weights", default="odoo", required=True, tracking=True
    )
    catalog_texts = fields.Selection(
        OWNERS, string="Texts", default="odoo", required=True, tracking=True
    )
    catalog_price = fields.Selection(
        OWNERS, string="Prices and taxes", default="odoo", required=True, tracking=True
    )
    catalog_sale = fields.Selection(
        OWNERS, string="Visibility", default="odoo", required=True, tracking=True
    )
    catalog_categories = fields.Selection(
        OWNERS, string="Categories of products", default="odoo", required=True, tracking=True
    )
    catalog_makers = fields.Selection(
        OWNERS,
        string="Suppliers and brands",
        default="shop",
        required=True,
        tracking=True,
        help="Odoo: the first supplier of a product with his reference, and its brand; those that the"
        " shop lacks are made there.",
    )
    listing_count = fields.Integer(compute="_compute_listing_count", string="Products")
    listing_ask_count = fields.Integer(compute="_compute_listing_count", string="To decide")

    def _compute_listing_count(self):
        listings = self.env["shop.listing"]
        domain = [("channel_id", "in", self.ids)]
        asking = [*domain, ("state", "in", ("several", "found", "conflict", "error"))]
        counts = dict(listings._read_group(domain, ["channel_id"], ["__count"]))
        asked = dict(listings._read_group(asking, ["channel_id"], ["__count"]))
        for channel in self:
            channel.listing_count = counts.get(channel, 0)
            channel.listing_ask_count = asked.get(channel, 0)

    def write(self, vals):
        done = super().write(vals)
        if any(name.startswith("catalog_") for name in vals) and "catalog_read_wanted" not in vals:
            self.env["shop.listing"]._mark_dirty([("channel_id", "in", self.ids)])
        return done

    @api.model
    def _cron_daily(self):
        """Prices of a list may begin or end with the day; what somebody changed in a shop is seen a
        day later at most, not when we have something to send."""
        self.search(
            [("catalog_mode", "!=", "off"), ("engine", "=", "prestashop")]
        ).catalog_read_wanted = True
        self.env["shop.listing"]._mark_dirty([("channel_id.catalog_pricelist_id", "!=", False)])
        return super()._cron_daily()

    def action_read_catalogue(self):
        """Read the shop's catalogue at the next pass and compare it; nothing there changes."""
        self.check_access("write")
        self.filtered(lambda shop: shop.catalog_mode == "off").catalog_mode = "compare"
        self.write({"catalog_read_wanted": True, "open_until": False})
        self._wake_up()
        return self._notify(
            self.env._("The catalogue is read at the next pass; nothing changes in the shop.")
        )

    def action_open_listings(self):
        return self._open_listings([("channel_id", "in", self.ids)])

    @api.model
    def _open_listings(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_catalog.shop_listing_action")
        return {**action, "domain": domain, "context": {}}

    def _get_catalog_languages(self):
        """``[(language of the shop, ours for it)]``, the shop's first one first."""
        codes = [code.strip() for code in (self.languages or "").split(",") if code.strip()]
        return [(code, self.env["shop.category"]._get_lang(code)) for code in codes]

    def _open_catalogue(self):
        """A conversation about the catalogue."""
        return self._make_catalogue(self._connect())

    def _make_catalogue(self, adapter):
        """Hook: what of a catalogue is read and written."""
        return Catalogue(adapter)
