from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, formatLang

from odoo.addons.suite_base.core.forecasting.advice import (
    DAYS,
    differs,
    find_excess,
    find_order_point,
    take,
)
from odoo.addons.suite_base.core.forecasting.demand import add_months

from . import sql

OWN_USE = ("is_rental",)
"""Fields of the suite's other add-ons that mark goods which are kept without being sold."""


class TechForecastAdvice(models.Model):
    """What somebody should do about one product because of its forecast, and what it is worth.

    One record a company, product and kind: it is brought up to date by each run, a refused one
    stays refused.
    """

    _name = "tech.forecast.advice"
    _description = "Stock Advice"
    _inherit = ["suite.advice.mixin", "tech.forecast.family.mixin"]
    _order = "amount desc, id"
    _rec_name = "product_id"
    _check_company_auto = True
    _advice_groups = ("stock.group_stock_manager", "sales_team.group_sale_manager")

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
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        readonly=True,
        check_company=True,
        help="Whose order point is written. The quantities are those of all warehouses together.",
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
                # sudo: who may decide (the workflow asked) need not keep the stock himself
                advice.sudo()._set_order_point()
            else:
                advice._ask_to_sell_off()

    def _set_order_point(self):
        """Write the order point of the warehouse that the reason names.

        :raises UserError: another warehouse has one too; only a person knows how they share
        """
        product = self.product_id
        points, place = self._find_places(self.company_id, product)[product]
        warehouse = self.warehouse_id or place or points[:1].warehouse_id
        mine = points.filtered(lambda point: point.warehouse_id == warehouse)
        if points - mine:
            raise UserError(
                self.env._(
                    "“%(product)s” has order points in %(warehouses)s: share %(least)s to %(most)s "
                    "among the warehouses yourself.",
                    product=product.display_name,
                    warehouses=", ".join(points.warehouse_id.mapped("name")),
                    least=self._write(self.least),
                    most=self._write(self.most),
                )
            )
        vals = {"product_min_qty": self.least, "product_max_qty": self.most}
        if mine:
            mine.write(vals)
        else:
            self.env["stock.warehouse.orderpoint"].create(
                vals
                | {
                    "product_id": product.id,
                    "warehouse_id": warehouse.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "company_id": self.company_id.id,
                }
            )

    @api.model
    def _get_warehouses(self, company):
        return self.env["stock.warehouse"].search([("company_id", "=", company.id)])

    @api.model
    def _find_places(self, company, products):
        """Return ``{product: (its order points, the warehouse to write to)}``.

        That is the warehouse which has the order point already, else the one that delivered most;
        none where several have one.
        """
        warehouses = self._get_warehouses(company)
        points = self.env["stock.warehouse.orderpoint"].search(
            [
                ("product_id", "in", products.ids),
                ("location_id", "in", warehouses.lot_stock_id.ids),
            ]
        )
        held = points.grouped("product_id")
        free = products - points.product_id
        busiest = {}
        if free and len(warehouses) > 1:
            since = fields.Date.subtract(fields.Date.context_today(self), years=1)
            busiest = sql.demand.busiest_warehouses(self.env, warehouses, free.ids, since)
        places = {}
        for product in products:
            mine = held.get(product, points.browse())
            first = warehouses.browse(busiest.get(product.id)) or warehouses[:1]
            several = len(mine.warehouse_id) > 1
            places[product] = (mine, warehouses.browse() if several else mine.warehouse_id or first)
        return places

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
                    "family": self._get_family(product_facts["product"]),
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
        """Return ``{product: {"expected", "high", "sold", "on_hand", …}}`` of storable goods."""
        since = add_months(run.cutoff, -12)
        facts = self._get_forecasts(run, since) | self._get_never_sold(run, since)
        products = self.env["product.product"].browse(product.id for product in facts)
        products = products.with_company(run.company_id).with_context(
            allowed_company_ids=run.company_id.ids
        )
        products.seller_ids.fetch(["delay"])  # of all at once: a slice reads its own only
        places = self._find_places(run.company_id, products)
        together = len(self._get_warehouses(run.company_id)) > 1
        for product in products:
            facts[product]["product"] = product
            facts[product]["on_hand"] = product.qty_available
            facts[product]["cost"] = product.standard_price
            facts[product]["delay"] = product.seller_ids[:1].delay
            facts[product]["points"], facts[product]["warehouse"] = places[product]
            facts[product]["together"] = together
        return facts

    @api.model
    def _get_forecasts(self, run, since):
        """Return what was sold since a day and what is expected of each product of a run."""
        lines = self.env["tech.forecast.line"].search_fetch(
            [("run_id", "=", run.id), ("product_id.is_storable", "=", True)], order="period"
        )
        facts = {}
        for line in lines:
            one = facts.setdefault(line.product_id, {"expected": [], "high": [], "sold": 0.0})
            if line.kind == "coming":
                one["expected"].append(line.expected)
                one["high"].append(line.high)
                one["mase"] = line.mase
            elif line.period >= since:
                one["sold"] += line.actual
        return facts

    @api.model
    def _get_never_sold(self, run, since):
        """Return the goods that came before a day and have no forecast: nobody ever took one."""
        received = dict(sql.demand.lying_since(self.env, run, since, run._get_timezone()))
        products = self.env["product.product"]
        products = products.search(
            [
                ("id", "in", list(received)),
                ("is_storable", "=", True),
                *run._get_scope(),
                *((name, "=", False) for name in OWN_USE if name in products._fields),
            ]
        )
        return {
            product: {"expected": [], "high": [], "sold": 0.0, "received": received[product.id]}
            for product in products
        }

    @api.model
    def _judge_product(self, run, facts):
        """Yield ``(kind, values)`` of what should be done about a product."""
        on_hand, cost = facts["on_hand"], facts["cost"]
        if on_hand > 0 and not facts["sold"]:
            yield "dead", self._add_campaign(facts, self._prepare_dead(facts))
            return
        if not facts["expected"]:
            return
        excess = int(find_excess(on_hand, facts["expected"], facts["high"]))
        if excess:
            yield "excess", self._add_campaign(facts, self._prepare_excess(facts, excess, cost))
        vals = self._prepare_order_point(run, facts)
        if vals and not excess:
            yield "order_point", vals

    @api.model
    def _prepare_dead(self, facts):
        on_hand = facts["on_hand"]
        if "received" in facts:
            reason = self.env._(
                "Never sold since the first receipt on %(day)s, %(count)s lie in stock.",
                day=format_date(self.env, facts["received"]),
                count=self._write(on_hand),
            )
        else:
            reason = self.env._(
                "Nothing was sold in twelve months, %(count)s lie in stock.",
                count=self._write(on_hand),
            )
        return {
            "quantity": on_hand,
            "amount": on_hand * facts["cost"],
            "reason": reason,
            "mase": 0.0,
        }

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
        least = sum(facts["points"].mapped("product_min_qty"))
        most = sum(facts["points"].mapped("product_max_qty"))
        if not differs(found.least, least) and not differs(found.most, most):
            return None
        soon = take(facts["expected"], facts["delay"] / DAYS)
        reason = self.env._(
            "%(soon)s expected in the %(delay)s days of delivery, %(safety)s kept for "
            "surprises (%(service)s %% service). Today: %(least)s to %(most)s.",
            soon=self._write(soon),
            delay=facts["delay"],
            safety=self._write(found.safety),
            service=company.tech_forecast_service or 95,
            least=self._write(least),
            most=self._write(most),
        )
        return {
            "least": found.least,
            "most": found.most,
            "warehouse_id": facts["warehouse"].id,
            "amount": ((found.least + found.most) - (least + most)) / 2 * facts["cost"],
            "reason": f"{reason} {self._tell_place(facts)}".strip(),
            "mase": facts.get("mase") or 0.0,
        }

    @api.model
    def _tell_place(self, facts):
        """Say which warehouse's order point is meant; nothing where there is but one."""
        if not facts["together"]:
            return ""
        if facts["warehouse"]:
            return self.env._(
                "All warehouses together; written on the order point of %s.",
                facts["warehouse"].name,
            )
        return self.env._(
            "All warehouses together; to be shared by hand among %s.",
            ", ".join(facts["points"].warehouse_id.mapped("name")),
        )

    @api.model
    def _write(self, quantity):
        return formatLang(
            self.env, quantity, digits=0 if quantity >= 10 or quantity % 1 == 0 else 1
        )
