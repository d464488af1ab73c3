from odoo import api, fields, models


class ShopListingAdd(models.TransientModel):
    """Put products into shops."""

    _name = "shop.listing.add"
    _description = "Put in Shops"

    product_tmpl_ids = fields.Many2many("product.template", string="Products", required=True)
    channel_ids = fields.Many2many("shop.channel", string="Shops", required=True)
    channel_id = fields.Many2one("shop.channel", compute="_compute_channel_id")
    category_id = fields.Many2one(
        "shop.category",
        string="Main category",
        domain="[('channel_id', '=', channel_id)]",
        help="Where one shop is chosen.",
    )

    @api.depends("channel_ids")
    def _compute_channel_id(self):
        for wizard in self:
            wizard.channel_id = wizard.channel_ids if len(wizard.channel_ids) == 1 else False

    def action_add(self):
        listings = self.env["shop.listing"]
        known = listings.search(
            [
                ("channel_id", "in", self.channel_ids.ids),
                ("product_tmpl_id", "in", self.product_tmpl_ids.ids),
            ]
        )
        there = {(listing.channel_id, listing.product_tmpl_id) for listing in known}
        made = listings.create(
            [
                {
                    "channel_id": channel.id,
                    "product_tmpl_id": product.id,
                    "category_id": self.category_id.id
                    if self.category_id.channel_id == channel
                    else False,
                }
                for channel in self.channel_ids
                for product in self.product_tmpl_ids
                if (channel, product) not in there
            ]
        )
        return self.env["shop.channel"]._open_listings([("id", "in", (known | made).ids)])
