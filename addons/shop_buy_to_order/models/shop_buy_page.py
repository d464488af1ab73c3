from odoo import api, fields, models

from odoo.addons.shop_sync.core.errors import DataError, ShopError
from odoo.addons.shop_sync.models import sql

from ..core.page import YES, Pages, differences, put_back


class ShopBuyPage(models.Model):
    """The page of one product in one shop as we wrote it: “on order, n days”, sold without stock;
    and what stood there before, to be put back."""

    _name = "shop.buy.page"
    _description = "Page of a Product Bought to Order"
    _inherit = "suite.guard.mixin"
    _order = "channel_id, product_key"
    _rec_name = "product_key"

    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True)
    product_key = fields.Char(string="Product in the shop", required=True)
    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", index="btree_not_null", ondelete="set null"
    )
    days = fields.Integer(string="Days announced")
    stock_keys = fields.Json()
    before = fields.Json(help="What the page said before.")
    sent = fields.Json(help="What we wrote.")
    state = fields.Selection(
        [("sent", "Told"), ("error", "Refused")], default="error", required=True, index=True
    )
    error_code = fields.Char()
    error_params = fields.Json()
    error_text = fields.Char(compute="_compute_error_text", string="Cause")
    last_push = fields.Datetime(string="Told on")

    _guarded_fields = frozenset(
        {
            "channel_id",
            "product_key",
            "product_tmpl_id",
            "days",
            "stock_keys",
            "before",
            "sent",
            "state",
            "error_code",
            "error_params",
            "last_push",
        }
    )

    _key_unique = models.UniqueIndex("(channel_id, product_key)", "A page exists once a shop.")

    @api.depends("error_code", "error_params")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for page in self:
            page.error_text = self.env["shop.error"]._explain(page.error_code, page.error_params)

    # -- what the pages should say --------------------------------------------------------------------

    @api.model
    def _get_wanted(self, channel):
        """``{product in the shop: (template, days, its stock lines)}``"""
        if not channel.buy_tell or channel.buy_mode == "never":
            return {}
        levels = self.env["shop.stock.level"].search([("channel_id", "=", channel.id)])
        bought = channel._buys(levels.product_id)
        found = {}
        for level in levels.filtered(lambda level: level.product_id in bought):
            number = (level.product_key or "").partition("-")[0]
            days = channel._get_buy_delay(level.product_id)
            found[number] = max(days, found.get(number, (None, 0))[1]), level.product_id
        lines = {}
        for level in levels:
            number = (level.product_key or "").partition("-")[0]
            lines.setdefault(number, []).append(level.stock_key)
        return {
            number: (product.product_tmpl_id, days, sorted(lines[number]))
            for number, (days, product) in found.items()
        }

    @api.model
    def _get_told_products(self, channel):
        """Products whose page says that they are sold on order: the shop shows none of them."""
        pages = self.search([("channel_id", "=", channel.id), ("state", "=", "sent")])
        return pages.product_tmpl_id.product_variant_ids

    @api.model
    def _has_work(self, channel):
        """:return: (pages to write, pages to put back), without asking the shop"""
        wanted = self._get_wanted(channel)
        held = {page.product_key: page for page in self.search([("channel_id", "=", channel.id)])}
        todo = {
            number: facts
            for number, facts in wanted.items()
            if number not in held or held[number]._differs(facts)
        }
        gone = self.browse([page.id for key, page in held.items() if key not in wanted])
        return todo, gone

    def _differs(self, facts):
        template, days, lines = facts
        return (self.product_tmpl_id, self.days, self.stock_keys) != (template, days, lines)

    # -- bringing it there ----------------------------------------------------------------------------

    @api.model
    def _bring(self, channel, adapter):
        todo, gone = self._has_work(channel)
        pages = Pages(adapter)
        shown = pages.fetch([*todo, *gone.mapped("product_key")])
        known = {page.product_key: page for page in self.search([("channel_id", "=", channel.id)])}
        for number, facts in todo.items():
            page = known.get(number) or self.create(
                {"channel_id": channel.id, "product_key": number}
            )
            page._tell(pages, shown.get(number), facts)
            self.env["shop.engine"]._commit(1)
        for page in gone:
            page._put_back(pages, shown.get(page.product_key))
            self.env["shop.engine"]._commit(1)

    def _tell(self, pages, shown, facts):
        template, days, lines = facts
        self.write({"product_tmpl_id": template.id, "days": days, "stock_keys": lines})
        words = {iso: self._word(iso, days) for iso in set(pages.languages.values())}
        try:
            if shown is None:
                raise DataError("gone", key=self.product_key)
            wanted, without = pages.compose(words), pages.read_without_stock(lines)
            self._remember(wanted, shown, without)
            changes = differences(wanted, shown)
            if changes:
                pages.change(self.product_key, changes)
            pages.write_without_stock(
                {key: YES for key, choice in without.items() if choice != YES}
            )
        except ShopError as error:
            self._refuse(error)
            return
        self.write(
            {
                "state": "sent",
                "error_code": False,
                "error_params": False,
                "last_push": fields.Datetime.now(),
            }
        )
        self._get_levels().backorder = True
        self._restock()

    def _remember(self, wanted, shown, without):
        """What stood there before us; kept before anything is written, and only the first time."""
        before = dict(self.before or {})
        for name in wanted:
            before.setdefault(name, shown.get(name))
        before["stock"] = without | before.get("stock", {})
        self.write({"before": before, "sent": wanted})
        self.env["shop.engine"]._commit()

    def _put_back(self, pages, shown):
        """It is no longer bought to order: what stood there before comes back."""
        before = dict(self.before or {})
        stock = before.pop("stock", {})
        try:
            changes = put_back(self.sent or {}, before, shown or {})
            if changes:
                pages.change(self.product_key, changes)
            there = pages.read_without_stock(stock) if stock else {}
            pages.write_without_stock(put_back(dict.fromkeys(stock, YES), stock, there))
        except ShopError as error:
            self._refuse(error)
            return
        self._restock()
        self.unlink()

    def _word(self, iso, days):
        """The sentence in a language of the shop; in English where it is not known here."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        code = next((code for code in codes if code.partition("_")[0] == iso), "en_US")
        words = self.with_context(lang=code).env
        return words._("On order, within %s days", days) if days else words._("On order")

    def _refuse(self, error):
        if error.kind in ("config", "transient"):
            raise error
        self.write({"state": "error", "error_code": error.code, "error_params": error.params})

    def _get_levels(self):
        return self.env["shop.stock.level"].search(
            [
                ("channel_id", "in", self.channel_id.ids),
                ("stock_key", "in", [key for page in self for key in page.stock_keys or ()]),
            ]
        )

    def _restock(self):
        """What the shop shows of it is another number now."""
        sql.mark_stock_dirty(self.env, tuple(self.product_tmpl_id.product_variant_ids.ids))

    def action_try_again(self):
        """Tell these again at the next pass, within a minute."""
        self.check_access("write")
        # sudo: the right was asked; only the mark to send anew is written.
        self.sudo().days = -1
        self.channel_id._wake_up()
