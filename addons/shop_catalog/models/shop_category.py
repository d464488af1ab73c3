from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.texts import clean_name, slug


class ShopCategory(models.Model):
    """A category of one shop; its tree is the one that the shop's visitors walk through."""

    _name = "shop.category"
    _inherit = "suite.guard.mixin"
    _description = "Category of a Shop"
    _parent_name = "parent_id"
    _parent_store = True
    _order = "channel_id, complete_name, id"
    _rec_name = "complete_name"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(compute="_compute_complete_name", store=True, recursive=True)
    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    parent_id = fields.Many2one(
        "shop.category",
        string="Below",
        index=True,
        ondelete="restrict",
        domain="[('channel_id', '=', channel_id)]",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("shop.category", "parent_id")
    active = fields.Boolean(string="Visible", default=True)
    external_key = fields.Char(string="Number in the shop", readonly=True, copy=False)
    is_root = fields.Boolean(readonly=True, help="The top of the tree; the shop made it itself.")
    listing_ids = fields.Many2many("shop.listing", string="Products")
    listing_count = fields.Integer(compute="_compute_listing_count", string="Number of products")
    dirty = fields.Boolean(default=True, copy=False)

    _key_unique = models.UniqueIndex(
        "(channel_id, external_key) WHERE external_key IS NOT NULL",
        "A category exists once in a shop.",
    )

    @api.depends("name", "parent_id.complete_name", "parent_id.is_root")
    def _compute_complete_name(self):
        for category in self:
            parent = category.parent_id
            above = parent.complete_name if parent and not parent.is_root else ""
            category.complete_name = f"{above} / {category.name}" if above else category.name

    def _compute_listing_count(self):
        for category in self:
            category.listing_count = len(category.listing_ids)

    @api.constrains("parent_id", "channel_id")
    def _check_parent(self):
        """(A circle of categories, which a shop takes and whose menu never ends then, is refused by
        Odoo itself.)"""
        for category in self:
            if category.parent_id and category.parent_id.channel_id != category.channel_id:
                raise ValidationError(
                    self.env._("“%s” belongs to another shop.", category.parent_id.display_name)
                )

    def write(self, vals):
        if {"name", "parent_id", "active"} & set(vals) and "dirty" not in vals:
            vals = {**vals, "dirty": True}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_shop(self):
        """The shop would move the products to its root and keep the deleted number as their main one."""
        if known := self.filtered("external_key"):
            raise UserError(
                self.env._(
                    "“%s” exists in the shop. Hide it instead of deleting it.",
                    known[0].display_name,
                )
            )

    # -- the shop -------------------------------------------------------------------------------------

    @api.model
    def _read_shop(self, channel, catalogue):
        """Take over the categories that a shop has and we do not know."""
        known = {
            category.external_key: category
            for category in self.with_context(active_test=False).search(
                [("channel_id", "=", channel.id), ("external_key", "!=", False)]
            )
        }
        rows = catalogue.categories()
        default = next(iter(catalogue.languages.values()), "1")
        rows = [row for row in rows if row["root"] or row["parent"] not in ("", "0")]
        for row in rows:
            if row["id"] not in known:
                known[row["id"]] = self.create(
                    {
                        "name": row["name"].get(default) or f"#{row['id']}",
                        "channel_id": channel.id,
                        "external_key": row["id"],
                        "active": row["active"],
                        "is_root": row["root"],
                        "dirty": False,
                    }
                )
        for row in rows:
            category, parent = known[row["id"]], known.get(row["parent"])
            if parent and not category.parent_id and parent != category and not category.is_root:
                category.write({"parent_id": parent.id, "dirty": False})

    @api.model
    def _push(self, channel, catalogue):
        """Send new and changed categories, the upper ones first."""
        root = self.search([("channel_id", "=", channel.id), ("is_root", "=", True)], limit=1)
        dirty = self.with_context(active_test=False).search(
            [("channel_id", "=", channel.id), ("dirty", "=", True), ("is_root", "=", False)],
            order="parent_path",
        )
        for category in dirty:
            parent = category.parent_id or root
            if parent.external_key:
                row = category._prepare_row(catalogue, parent.external_key)
                category.external_key = catalogue.save_category(category.external_key or "", row)
                category.dirty = False
        return len(dirty)

    def _prepare_row(self, catalogue, parent_key):
        names = {
            key: clean_name(self.with_context(lang=self._get_lang(code)).name)
            for code, key in catalogue.languages.items()
        }
        row = {"id_parent": parent_key, "active": "1" if self.active else "0", "name": names}
        if not self.external_key:
            row["link_rewrite"] = {key: slug(name) for key, name in names.items()}
        return row

    @api.model
    def _get_lang(self, code):
        """Our language for one of a shop's."""
        codes = [lang for lang, _name in self.env["res.lang"].get_installed()]
        return next((lang for lang in codes if lang.split("_")[0] == code.split("-")[0]), codes[0])
