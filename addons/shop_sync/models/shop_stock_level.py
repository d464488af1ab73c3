from odoo import api, fields, models

from ..core import stock
from ..core.channel import Operation
from . import sql

PUSH_CHUNK = 2000


class ShopStockLevel(models.Model):
    """One stock line of one shop: which product it is, and what the shop shows for it."""

    _name = "shop.stock.level"
    _description = "Shop Stock Line"
    _order = "channel_id, id"
    _rec_name = "stock_key"
    _log_access = False

    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", index=True)
    stock_key = fields.Char(string="Stock line in the shop", required=True)
    product_key = fields.Char(string="Product in the shop", index=True)
    product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="set null")
    is_parent = fields.Boolean(
        string="Sum only", help="Carries the sum of its combinations; the shop computes it itself."
    )
    pushed_quantity = fields.Integer(string="In the shop")
    wanted_quantity = fields.Integer(string="Wanted")
    free_quantity = fields.Float(
        string="Free here", help="In the shop's warehouses and reserved for nobody."
    )
    promised_quantity = fields.Float(
        string="Promised stock",
        help="Sold by a shop and not reserved here yet: orders that wait for their payment or for a"
        " person, and those that were only read.",
    )
    parts = fields.Json(help="Of a pack: the products in it, and how many of each.")
    backorder = fields.Boolean(
        string="Sold without stock", help="The shop takes orders for it when there is none left."
    )
    counted = fields.Boolean(
        string="Ours counts",
        help="Somebody decided that this shop shows our stock, although nobody counted it here.",
    )
    reason = fields.Char(compute="_compute_reason", string="Why this number")
    state = fields.Selection(
        [
            ("same", "Up to date"),
            ("waiting", "To push"),
            ("uncounted", "Not counted here yet"),
            ("error", "Refused"),
        ],
        default="same",
        help="“Not counted here yet”: the import brought the product and nobody has entered its stock"
        " here, so the shop keeps its own.",
    )
    error_code = fields.Char()
    error_params = fields.Json()
    error_text = fields.Char(compute="_compute_error_text", string="Cause")
    last_push = fields.Datetime()
    last_check = fields.Datetime()

    _key_unique = models.UniqueIndex("(channel_id, stock_key)", "A stock line exists once a shop.")

    @api.depends("error_code", "error_params")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for level in self:
            level.error_text = self.env["shop.error"]._explain(level.error_code, level.error_params)

    # -- what each shop should show ----------------------------------------------------------------

    @api.depends("free_quantity", "promised_quantity", "product_id", "channel_id", "state")
    @api.depends_context("lang")
    def _compute_reason(self):
        """(free − promised − safety) × share, at most the cap: in words, for a line."""
        rules = {
            channel: self.env["shop.stock.rule"]._get_rules(channel) for channel in self.channel_id
        }
        for level in self:
            level.reason = False
            if level.product_id and not level.is_parent and level.state != "uncounted":
                limits = self._get_limits(
                    level.channel_id, level.product_id, rules[level.channel_id]
                )
                level.reason = level._get_reason(limits)

    def _get_reason(self, limits):
        parts = [self.env._("%s free", f"{self.free_quantity:g}")]
        if self.promised_quantity:
            parts.append(self.env._("− %s promised", f"{self.promised_quantity:g}"))
        if limits["safety"]:
            parts.append(self.env._("− %s safety stock", f"{limits['safety']:g}"))
        if limits["share"] != 100:
            parts.append(f"× {limits['share']:g} %")
        if limits["cap"]:
            parts.append(self.env._("at most %s", limits["cap"]))
        return " ".join(parts)

    @api.model
    def _get_wanted(self, channel, product_ids=None, promised=None):
        """``{product id: (quantity to show, free, promised)}`` for a shop's goods (or some)."""
        domain = [
            ("channel_id", "=", channel.id),
            ("product_id.is_storable", "=", True),
            ("is_parent", "=", False),
        ]
        if product_ids is not None:
            domain.append(("product_id", "in", list(product_ids)))
        products = self.search_fetch(domain, ["product_id"]).product_id
        free = sql.free_quantities(
            self.env, channel._get_stock_locations().ids, tuple(products.ids)
        )
        if promised is None:
            promised = self._get_promised(channel)
        rules = self.env["shop.stock.rule"]._get_rules(channel)
        products.fetch(["categ_id"])
        wanted = {}
        for product in products:
            facts = free.get(product.id, 0), promised.get(product.id, 0)
            limits = self._get_limits(channel, product, rules)
            wanted[product.id] = (stock.sellable(facts[0], promised=facts[1], **limits), *facts)
        return wanted | self._get_wanted_packs(channel, product_ids, promised, rules)

    @api.model
    def _get_promised(self, channel):
        return self.env["shop.promise"]._get_promised(channel._get_stock_warehouses())

    @api.model
    def _get_limits(self, channel, product, rules):
        by_product, by_category = rules
        rule = by_product.get(product.id)
        if not rule and by_category:
            path = product.categ_id.parent_path or ""
            rule = next((rule for prefix, rule in by_category if path.startswith(prefix)), None)
        source = rule or channel
        return {"safety": source.safety_stock, "share": source.share, "cap": source.cap}

    # -- pushing ------------------------------------------------------------------------------------

    @api.model
    def _push(self, channel, adapter, product_ids=None, promised=None, touched=()):
        """Send differences only.

        :param product_ids: products that moved; None compares everything
        :param touched: lines whose number the shop moved by itself since we wrote it
        :return: (lines written, lines refused, error that stopped the push or None)
        """
        reasons = self._get_wanted(channel, product_ids, promised)
        levels = self.search(
            [
                ("channel_id", "=", channel.id),
                ("product_id", "in", list(reasons)),
                ("is_parent", "=", False),
            ]
        )
        sql.save_reasons(self.env, {level.id: reasons[level.product_id.id] for level in levels})
        wanted = {product_id: facts[0] for product_id, facts in reasons.items()}
        uncounted = self._get_uncounted(levels)
        levels = self._set_uncounted_apart(levels, uncounted)
        moved = {level.id for level in touched}
        different = levels.filtered(
            lambda level: (
                wanted[level.product_id.id] != level.pushed_quantity
                or level.id in moved
                or level.state in ("error", "waiting")
            )
        )
        settled = (levels - different).filtered(lambda level: level.state != "same")
        settled.write({"state": "same", "error_code": False, "error_params": False})
        written = refused = 0
        for start in range(0, len(different), PUSH_CHUNK):
            chunk = different[start : start + PUSH_CHUNK]
            done, failed, stop = self._push_chunk(adapter, chunk, wanted)
            written, refused = written + done, refused + failed
            self.env["shop.engine"]._commit(done)
            if stop:
                return written, refused, stop
        return written, refused, None

    @api.model
    def _set_uncounted_apart(self, levels, uncounted):
        """Lines to push: not those of products that nobody has counted here, unless somebody asked
        for it (“To push”)."""
        apart = levels.filtered(
            lambda level: level.product_id.id in uncounted and not level.counted
        )
        apart.filtered(lambda level: level.state != "uncounted").state = "uncounted"
        return levels - apart

    @api.model
    def _push_chunk(self, adapter, levels, wanted):
        compares = adapter.capabilities().get("compare")
        operations = [
            level._prepare_operation(wanted[level.product_id.id], compares) for level in levels
        ]
        results = adapter.push("stock", operations)
        pushed, moved, failed, stop = {}, {}, 0, None
        for level, result in zip(levels, results, strict=True):
            if result.shown is not None:
                moved[level.id] = result.shown
            elif result.error is None:
                pushed[level.id] = wanted[level.product_id.id]
            elif stock.stops(result.error):
                stop = stop or result.error
            else:
                failed += 1
                level._refuse(result.error, wanted[level.product_id.id])
        sql.save_pushed(self.env, {**pushed, **moved})
        self.browse(moved)._compare_again()
        return len(pushed), failed, stop

    def _prepare_operation(self, quantity, compares):
        known = {"known": self.pushed_quantity} if compares else {}
        return Operation(self.stock_key, {"quantity": quantity} | known)

    def _compare_again(self):
        """The shop sold some, or somebody edited its number, since we knew it: the next pass reads
        its orders before it writes over what stands there now."""
        if self:
            sql.mark_stock_dirty(self.env, tuple(self.product_id.ids))
            self.write({"state": "waiting", "error_code": False, "error_params": False})
            self.channel_id._wake_up()

    def _refuse(self, error, wanted):
        self.write(
            {
                "state": "error",
                "wanted_quantity": wanted,
                "error_code": error.code,
                "error_params": error.params,
            }
        )

    # -- reading the shop's stock lines ---------------------------------------------------------------

    @api.model
    def _read_shop(self, channel, adapter):
        """Take over what the shop shows now: new lines, deleted lines, drift."""
        rows = adapter.verify("stock")
        sql.upsert_levels(
            self.env,
            channel,
            [
                (key, row["product"], row["quantity"], row["parent"], row.get("backorder", False))
                for key, row in rows.items()
            ],
        )
        self._keep_packs(channel, adapter)
        known = self.search_fetch([("channel_id", "=", channel.id)], ["stock_key"])
        gone = known.filtered(lambda level: level.stock_key not in rows)
        gone.unlink()
        self.env["shop.handler.stock"]._remember_links(channel)
        return len(rows)

    def action_push_now(self):
        """Try these lines again at the next pass, within a minute."""
        products = self.product_id
        sql.mark_stock_dirty(self.env, tuple(products.ids))
        self.filtered(lambda level: level.state == "uncounted").counted = True
        self.write({"state": "waiting", "error_code": False, "error_params": False})
        self.channel_id._wake_up()
