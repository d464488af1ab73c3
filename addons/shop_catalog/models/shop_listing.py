from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import AccessError

STATES = [
    ("unknown", "Unknown here"),
    ("several", "Several of ours"),
    ("found", "To compare"),
    ("new", "Not in the shop yet"),
    ("to_send", "To send"),
    ("same", "As wanted"),
    ("conflict", "Changed in the shop"),
    ("error", "Refused"),
    ("left", "Left to the shop"),
]
# Written by the engine and the buttons only.
GUARDED = frozenset(
    [
        "state",
        "external_key",
        "sent",
        "shown",
        "digest",
        "kept",
        "changes",
        "image_key",
        "image_digest",
        "pictures",
        "error_code",
        "error_params",
    ]
)


class ShopListing(models.Model):
    """One product in one shop: what we want there, what stands there, and who decides."""

    _name = "shop.listing"
    _description = "Product in a Shop"
    _inherit = ["suite.guard.mixin", "mail.thread"]
    _guarded_fields = GUARDED
    _order = "channel_id, id"
    _rec_name = "display_name"

    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    currency_id = fields.Many2one(related="channel_id.currency_id")
    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", index=True, ondelete="restrict", tracking=True
    )
    external_key = fields.Char(string="Number in the shop", readonly=True, copy=False)
    shown_reference = fields.Char(string="Reference in the shop", readonly=True, copy=False)
    shown_name = fields.Char(string="Name in the shop", readonly=True, copy=False)
    state = fields.Selection(
        STATES, default="new", required=True, readonly=True, index=True, tracking=True
    )
    published = fields.Boolean(
        default=True, tracking=True, help="Visible and for sale in this shop."
    )
    category_ids = fields.Many2many(
        "shop.category", string="Categories", domain="[('channel_id', '=', channel_id)]"
    )
    category_id = fields.Many2one(
        "shop.category",
        string="Main category",
        domain="[('channel_id', '=', channel_id)]",
        tracking=True,
    )

    # -- what differs from the product in this shop
    name_here = fields.Char(
        string="Name in this shop", translate=True, help="Empty: the product's own name."
    )
    description_here = fields.Html(
        string="Description in this shop", translate=True, help="Empty: the product's own."
    )
    price_here = fields.Monetary(
        string="Price in this shop",
        tracking=True,
        help="0: of the shop's price list. In the terms of the product's own price.",
    )

    redirect = fields.Selection(
        [
            ("404", "Page not found"),
            ("301-product", "Another product, for good"),
            ("302-product", "Another product, for now"),
            ("301-category", "Its main category, for good"),
            ("302-category", "Its main category, for now"),
        ],
        string="When hidden, leads to",
        tracking=True,
        help="What somebody gets who follows an old link or a search engine to a product that is no"
        " longer shown. Empty: as the shop does.",
    )
    redirect_tmpl_id = fields.Many2one(
        "product.template",
        string="Product instead",
        tracking=True,
        help="It has to be in this shop too.",
    )

    # -- what was sent and what stands there
    dirty = fields.Boolean(default=True, copy=False)
    digest = fields.Char(readonly=True, copy=False)
    sent = fields.Json(readonly=True, copy=False)
    shown = fields.Json(readonly=True, copy=False)
    kept = fields.Json(readonly=True, copy=False, help="Fields that are left to the shop.")
    changes = fields.Json(readonly=True, copy=False)
    notes = fields.Json(readonly=True, copy=False)
    image_digest = fields.Char(readonly=True, copy=False)
    image_key = fields.Char(readonly=True, copy=False)
    pictures = fields.Json(
        readonly=True,
        copy=False,
        help="What we put there, in order: digest and number in the shop.",
    )
    error_code = fields.Char(readonly=True, copy=False)
    error_params = fields.Json(readonly=True, copy=False)
    error_text = fields.Char(compute="_compute_error_text", string="Cause")
    changes_html = fields.Html(compute="_compute_changes_html", sanitize=False)
    last_push = fields.Datetime(readonly=True, copy=False)
    missing = fields.Char(compute="_compute_missing", string="Still missing")
    mended = fields.Char(
        compute="_compute_mended",
        string="Mended for the shop",
        help="What the shop would have refused as it stands here.",
    )

    _product_unique = models.UniqueIndex(
        "(channel_id, product_tmpl_id) WHERE product_tmpl_id IS NOT NULL",
        "This product is in this shop already.",
    )
    _key_unique = models.UniqueIndex(
        "(channel_id, external_key) WHERE external_key IS NOT NULL",
        "This product of the shop is linked already.",
    )

    @api.depends("product_tmpl_id", "shown_name", "channel_id")
    def _compute_display_name(self):
        for listing in self:
            name = listing.product_tmpl_id.display_name or listing.shown_name or "–"
            listing.display_name = f"{name} ({listing.channel_id.name})"

    @api.depends("error_code", "error_params")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for listing in self:
            listing.error_text = self.env["shop.error"]._explain(
                listing.error_code, listing.error_params
            )

    @api.depends("notes")
    @api.depends_context("lang")
    def _compute_mended(self):
        said = {
            "too_long": self.env._("cut, it is too long"),
            "bad_barcode": self.env._("left out, it is no EAN"),
            "cleaned": self.env._("characters or tags taken out, or cut"),
            "left_out": self.env._("left out, it is longer than 800 characters"),
        }
        for listing in self:
            listing.mended = "; ".join(
                f"{listing._label(name)} ({said.get(code, code)})"
                for name, code in listing.notes or []
            )

    @api.depends("changes")
    @api.depends_context("lang")
    def _compute_changes_html(self):
        for listing in self:
            listing.changes_html = listing._render_changes() if listing.changes else False

    def _render_changes(self):
        """Field by field: what stands in the shop, what we want there."""
        rows = Markup("").join(
            Markup(
                "<tr><td>%s</td><td class='text-danger'>%s</td><td class='text-success'>%s</td></tr>"
            )
            % (self._label(name), *map(_short, self._tell_change(name, change)))
            for name, change in sorted(self.changes.items())
        )
        heads = Markup("").join(
            Markup("<th>%s</th>") % text
            for text in ("", self.env._("In the shop"), self.env._("Here"))
        )
        return Markup("<table class='table table-sm'><tr>%s</tr>%s</table>") % (heads, rows)

    def _tell_change(self, name, change):
        if name != "pictures":
            return change
        there, ours = change
        return (
            self.env._("its own pictures") if there else "–",
            self.env._("%s more, behind the shop's", ours) if there else ours,
        )

    def _prepare_cell(self, labels):
        """What the grid of products and shops shows of this place."""
        state = "to_send" if self.state == "same" and self.dirty else self.state
        return {
            "id": self.id,
            "state": state,
            "label": labels[state],
            "published": self.published,
            "own_price": bool(self.price_here),
            "name": self.name_here or "",
            "category": self.category_id.name or "",
        } | ({"price": self.price_here} if self.price_here else {})

    def _label(self, name):
        labels = {
            "reference": self.env._("Reference"),
            "ean13": self.env._("Barcode"),
            "weight": self.env._("Weight"),
            "name": self.env._("Name"),
            "description": self.env._("Description"),
            "description_short": self.env._("Short description"),
            "meta_title": self.env._("Title for search engines"),
            "price": self.env._("Price without tax"),
            "id_tax_rules_group": self.env._("Tax rule"),
            "active": self.env._("Visible"),
            "categories": self.env._("Categories"),
            "id_category_default": self.env._("Main category"),
            "product_features": self.env._("Features"),
            "redirect_type": self.env._("When hidden, leads to"),
            "id_type_redirected": self.env._("Number of what it leads to"),
            "id_product_redirected": self.env._("Number of what it leads to"),
            "id_supplier": self.env._("Supplier"),
            "supplier_reference": self.env._("Reference of the supplier"),
            "id_manufacturer": self.env._("Brand"),
            "visibility": self.env._("Where it is shown"),
            "available_for_order": self.env._("Can be ordered"),
            "show_price": self.env._("Price is shown"),
            "minimal_quantity": self.env._("Least quantity"),
            "condition": self.env._("Condition"),
            "state": self.env._("Complete"),
            "combinations": self.env._("Variants"),
            "pictures": self.env._("Pictures"),
        }
        return labels.get(name, name)

    # -- life -----------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        listings = super().create(vals_list)
        listings.sudo().filtered("product_tmpl_id").channel_id._wake_up()  # sudo: see _wake_up
        return listings

    def write(self, vals):
        """What somebody changes here is compiled anew at the next pass."""
        if not self.env.su and self.filtered(lambda listing: listing._leaves_its_shop(vals)):
            raise AccessError(
                self._get_guarded_message(self._fields["channel_id"]._description_string(self.env))
            )
        here = {
            "redirect",
            "redirect_tmpl_id",
            "published",
            "category_ids",
            "category_id",
            "name_here",
            "description_here",
        }
        if (here | {"price_here", "product_tmpl_id"}) & set(vals) and "dirty" not in vals:
            vals = {**vals, "dirty": True}
        done = super().write(vals)
        if "product_tmpl_id" in vals:
            known = self.filtered(lambda listing: listing.state in ("unknown", "several"))
            # sudo: the state follows from the choice.
            known.sudo().filtered("product_tmpl_id").state = "found"
        return done

    def _leaves_its_shop(self, vals):
        """The number that the product has in one shop is another product's in the next."""
        return (
            self.external_key and vals.get("channel_id", self.channel_id.id) != self.channel_id.id
        )

    def _get_guarded_message(self, labels):
        return self.env._("“%s” is not written by hand: use the buttons.", labels)

    def action_send(self):
        """What we want is to stand in the shop: sent at the next pass, within a minute."""
        self.check_access("write")
        todo = self.filtered("product_tmpl_id")
        # sudo: states are written by these buttons only.
        todo.sudo().write({"state": "to_send", "dirty": True, "digest": False, "error_code": False})
        todo.channel_id.sudo()._wake_up()

    def action_keep_shop(self):
        """What differs stays as the shop has it, from now on."""
        self.check_access("write")
        for listing in self.sudo():  # sudo: see action_send.
            kept = set(listing.kept or []) | set(listing.changes or {})
            listing.write({"kept": sorted(kept), "state": "to_send", "dirty": True})
            listing.message_post(
                body=self.env._(
                    "Left to the shop: %s", ", ".join(map(listing._label, sorted(kept)))
                )
            )

    def action_take_back(self):
        """All fields are ours again."""
        self.check_access("write")
        self.sudo().write({"kept": False, "dirty": True})  # sudo: see action_send.
        self.action_send()

    def action_leave(self):
        """This product is the shop's own business."""
        self.check_access("write")
        self.sudo().write({"state": "left", "changes": False})  # sudo: see action_send.

    def action_compare(self):
        """Compile again and show the differences; nothing is sent."""
        self.check_access("write")
        for channel, listings in self.filtered("product_tmpl_id").grouped("channel_id").items():
            # sudo: the key of the shop has no reader.
            listings.sudo()._compare(channel.sudo()._open_catalogue())


def _short(value):
    if isinstance(value, dict):
        value = " | ".join(dict.fromkeys(str(text) for text in value.values()))
    if isinstance(value, list):
        value = ", ".join(": ".join(x[:2]) if isinstance(x, list) else str(x) for x in value)
    text = str(value if value not in (None, "") else "–")
    return escape(text[:300])
