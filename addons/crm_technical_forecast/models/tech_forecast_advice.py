from odoo import api, fields, models
from odoo.tools.misc import formatLang

from odoo.addons.suite_base.core.forecasting.advice import differs, find_excess, find_order_point


class TechForecastAdvice(models.Model):
    """What somebody should do about one product because of its forecast, and what it is worth.

    One record a company, product and kind: it is brought up to date by each run, a refused one
    stays refused.
    """

    _name = "tech.forecast.advice"
    _description = "Stock Advice"
    _inherit = ["suite.advice.mixin"]
    _order = "amount desc, id"
    _rec_name = "product_id"
    _check_company_auto = True
    _advice_groups = ("stock.group_stock_manager",)

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade", readonly=True
    )
    categ_id = fields.Many2one(related="product_id.categ_id", store=True)
    kind = fields.Selection(
        [
            ("order_point", "Order point"),
            ("excess", "Too much in stock"),
            ("dead", "Nobody asks for it"),
        ],
        required=True,
        readonly=True,
    )
    least = fields.Float(string="Order Below", digits="Product Unit", readonly=True)
    most = fields.Float(string="Order Up To", digits="Product Unit", readonly=True)
    quantity = fields.Float(
        string="Too Many", digits="Product Unit", readonly=True, help="Units to sell off."
    )
    amount = fields.Monetary(
        string="Money",
        readonly=True,
        help="What the stock costs more than today, or what lies in it for nothing.",
    )
    reason = fields.Char(readonly=True)
    mase = fields.Float(string="Error", digits=(16, 2), readonly=True, aggregator="avg")

    _one_kind = models.UniqueIndex("(company_id, product_id, kind)")

    def _effect_accept(self):
        for advice in self:
            if advice.kind == "order_point":
                advice._set_order_point()
            else:
                advice._ask_to_sell_off()

    def _set_order_point(self):
        """Write the order point of the company's first warehouse."""
        points = self._find_order_point(self.company_id, self.product_id)
        vals = {"product_min_qty": self.least, "product_max_qty": self.most}
        if points:
            points.write(vals)
        else:
            warehouse = self._get_warehouse(self.company_id)
            self.env["stock.warehouse.orderpoint"].create(
                vals
                | {
                    "product_id": self.product_id.id,
                    "warehouse_id": warehouse.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "company_id": self.company_id.id,
                }
            )

    @api.model
    def _get_warehouse(self, company):
        return self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)

    @api.model
    def _find_order_point(self, company, product):
        """Return the order point of a product in the company's first warehouse."""
        return self.env["stock.warehouse.orderpoint"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "=", self._get_warehouse(company).lot_stock_id.id),
            ],
            limit=1,
        )

    def _ask_to_sell_off(self):
        user = self.product_id.responsible_id or self.env.user
        env = self.with_context(lang=user.lang).env
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=env._(
                "Sell off %(quantity)s of %(product)s",
                quantity=formatLang(env, self.quantity, digits=0),
                product=self.product_id.display_name,
            ),
            note=self.reason,
        )

    def action_view_forecast(self):
        self.ensure_one()
        return self.product_id.product_tmpl_id.action_tech_view_forecast()

    # --- made by a run ----------------------------------------------------------------------------

    @api.model
    def _make_advice(self, run):
        """Bring the advice of a company up to date with a run."""
        lang = run.company_id.partner_id.lang or self.env.lang
        self = self.with_context(lang=lang, mail_create_nolog=True)
        facts = self._get_facts(run)
        held = {
            (advice.product_id.id, advice.kind): advice
            for advice in self.search([("company_id", "=", run.company_id.id)])
        }
        wanted = {}
        for product, product_facts in facts.items():
            for kind, vals in self._judge_product(run, product_facts):
                wanted[product.id, kind] = {
                    "company_id": run.company_id.id,
                    "product_id": product.id,
                    "kind": kind,
                    **vals,
                }
        self._store_advice(held, wanted)

    def _is_asked_again(self):
        """Another order point than the one that was accepted."""
        moved = self.state == "accepted" and self.kind == "order_point"
        return moved or super()._is_asked_again()

    def _is_over(self):
        sold_off = self.state == "accepted" and self.kind != "order_point"
        return sold_off or super()._is_over()

    @api.model
    def _get_facts(self, run):
        """Return ``{product: {"expected", "high", "sold", "mase", "on_hand"}}`` of storable goods."""
        lines = self.env["tech.forecast.line"].search_fetch(
            [("run_id", "=", run.id), ("product_id.is_storable", "=", True)], order="period"
        )
        facts = {}
        since = run.cutoff.replace(year=run.cutoff.year - 1)
        for line in lines:
            one = facts.setdefault(line.product_id, {"expected": [], "high": [], "sold": 0.0})
            if line.kind == "coming":
                one["expected"].append(line.expected)
                one["high"].append(line.high)
                one["mase"] = line.mase
            elif line.period >= since:
                one["sold"] += line.actual
        products = self.env["product.product"].browse(product.id for product in facts)
        products = products.with_company(run.company_id).with_context(
            allowed_company_ids=run.company_id.ids
        )
        for product in products:
            facts[product]["product"] = product
            facts[product]["on_hand"] = product.qty_available
            facts[product]["cost"] = product.standard_price
            facts[product]["delay"] = product.seller_ids[:1].delay
            facts[product]["point"] = (0.0, 0.0)
        points = self.env["stock.warehouse.orderpoint"].search(
            [
                ("product_id", "in", products.ids),
                ("location_id", "=", self._get_warehouse(run.company_id).lot_stock_id.id),
            ]
        )
        for point in points:
            facts[point.product_id]["point"] = (point.product_min_qty, point.product_max_qty)
        return facts

    @api.model
    def _judge_product(self, run, facts):
        """Yield ``(kind, values)`` of what should be done about a product."""
        on_hand, cost = facts["on_hand"], facts["cost"]
        if on_hand > 0 and not facts["sold"]:
            yield "dead", self._add_campaign(facts, self._prepare_dead(on_hand, cost))
            return
        excess = int(find_excess(on_hand, facts["expected"], facts["high"]))
        if excess:
            yield "excess", self._add_campaign(facts, self._prepare_excess(facts, excess, cost))
        vals = self._prepare_order_point(run, facts)
        if vals and not excess:
            yield "order_point", vals

    @api.model
    def _prepare_dead(self, on_hand, cost):
        reason = self.env._(
            "Nothing was sold in twelve months, %(count)s lie in stock.", count=self._write(on_hand)
        )
        return {"quantity": on_hand, "amount": on_hand * cost, "reason": reason, "mase": 0.0}

    @api.model
    def _prepare_excess(self, facts, excess, cost):
        reason = self.env._(
            "%(count)s in stock; even a good year sells %(year)s.",
            count=self._write(facts["on_hand"]),
            year=self._write(facts["on_hand"] - excess),
        )
        return {
            "quantity": excess,
            "amount": excess * cost,
            "reason": reason,
            "mase": facts.get("mase") or 0.0,
        }

    @api.model
    def _prepare_order_point(self, run, facts):
        """Return the order point worth proposing; None where today's is near enough."""
        company = run.company_id
        found = find_order_point(
            facts["expected"],
            facts["high"],
            facts["delay"],
            int(company.tech_forecast_service or 95),
            review_days=company.tech_forecast_review_days or 30,
        )
        least, most = facts["point"]
        if not differs(found.least, least) and not differs(found.most, most):
            return None
        monthly = sum(facts["expected"]) / len(facts["expected"])
        reason = self.env._(
            "%(monthly)s expected a month, delivered in %(delay)s days, %(safety)s kept for "
            "surprises (%(service)s %% service). Today: %(least)s to %(most)s.",
            monthly=self._write(monthly),
            delay=facts["delay"],
            safety=self._write(found.safety),
            service=company.tech_forecast_service or 95,
            least=self._write(least),
            most=self._write(most),
        )
        return {
            "least": found.least,
            "most": found.most,
            "amount": ((found.least + found.most) - (least + most)) / 2 * facts["cost"],
            "reason": reason,
            "mase": facts.get("mase") or 0.0,
        }

    @api.model
    def _write(self, quantity):
        return formatLang(self.env, quantity, digits=0 if quantity >= 10 else 1)
