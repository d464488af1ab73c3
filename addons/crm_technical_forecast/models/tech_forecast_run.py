from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from odoo.addons.suite_base.core.forecasting.demand import add_months, build_demand
from odoo.addons.suite_base.core.forecasting.engine import forecast

from ..core.pipeline import blend
from . import sql

BATCH = 500
PAST_MONTHS = 24
KEPT_RUNS = 13
OTHER_PRODUCTS = ("bookstore_is_title",)
"""Fields of the suite's other add-ons that mark products with a forecast of their own trade."""


class TechForecastRun(models.Model):
    """One forecast of all products of a company, made with what was known on one day."""

    _name = "tech.forecast.run"
    _description = "Forecast Run"
    _order = "cutoff desc, id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    cutoff = fields.Date(
        string="Known Until",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Months before this day are known, the others are forecast.",
    )
    horizon = fields.Integer(string="Months Ahead", default=6, required=True)
    state = fields.Selection(
        [("draft", "To do"), ("running", "In progress"), ("done", "Done")],
        default="draft",
        readonly=True,
        copy=False,
    )
    is_current = fields.Boolean(readonly=True, copy=False, index=True)
    done_product = fields.Integer(readonly=True, copy=False, help="Last product that is done.")
    product_count = fields.Integer(string="Products", readonly=True, copy=False)
    mase = fields.Float(
        string="Error",
        digits=(16, 2),
        readonly=True,
        copy=False,
        help="Mean over the products, compared with “as last year”: below 1 is better.",
    )
    better_rate = fields.Float(
        string="Better than Last Year (%)",
        readonly=True,
        copy=False,
        help="Share of the products whose forecast erred less than “as last year”.",
    )
    line_ids = fields.One2many("tech.forecast.line", "run_id")

    _horizon_positive = models.Constraint(
        "CHECK (horizon BETWEEN 1 AND 24)", "Choose between 1 and 24 months ahead."
    )

    @api.depends("cutoff", "company_id")
    def _compute_name(self):
        for run in self:
            day = run.cutoff and run.cutoff.strftime("%Y-%m")
            run.name = f"{run.company_id.name} {day}" if day else ""

    @api.constrains("cutoff")
    def _check_cutoff(self):
        for run in self.filtered(lambda one: one.cutoff.day != 1):
            raise ValidationError(
                self.env._(
                    "%(day)s: whole months are known. Choose the first day of a month.",
                    day=format_date(self.env, run.cutoff),
                )
            )

    def action_run(self):
        """Forecast in the background; the screen can be left."""
        self.check_access("write")
        self.filtered(lambda run: run.state == "draft").state = "running"
        self.env.ref("crm_technical_forecast.ir_cron_forecast")._trigger()
        return True

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_forecast.tech_forecast_line_action"
        )
        return action | {"domain": [("run_id", "=", self.id)], "context": {}}

    # --- in the background ------------------------------------------------------------------------

    @api.model
    def _cron_forecast(self):
        """Make this month's run of each company, then go on with those in progress."""
        self._ensure_runs()
        while run := self.search([("state", "=", "running")], limit=1, order="id"):
            remaining = run._process()
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    @api.model
    def _ensure_runs(self):
        month = fields.Date.context_today(self).replace(day=1)
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all  # each
            held = [
                ("company_id", "=", company.id),
                ("cutoff", "=", month),
                ("state", "!=", "draft"),  # somebody may never start it
            ]
            if not self.search_count(held, limit=1):
                self.create({"company_id": company.id, "cutoff": month, "state": "running"})

    def _process(self):
        """Forecast the next products; return how many remain."""
        self.ensure_one()
        domain = [("id", ">", self.done_product), *self._get_scope()]
        variants = self.env["product.product"].with_context(active_test=True)
        products = variants.search(domain, order="id", limit=BATCH)
        if not products:
            self._finish()
            return 0
        self._forecast_products(products)
        self.done_product = products[-1].id
        return variants.search_count([*domain, ("id", ">", products[-1].id)]) + 1

    def _get_scope(self):
        """The goods of the company that this forecast is about."""
        return [
            ("type", "=", "consu"),
            ("company_id", "in", [False, self.company_id.id]),
            *self._get_other_trades(),
        ]

    @api.model
    def _get_other_trades(self):
        """Books and the like are ordered by their own trade, with its own forecast."""
        known = self.env["product.product"]._fields
        return [(name, "=", False) for name in OTHER_PRODUCTS if name in known]

    def _forecast_products(self, products):
        products = products.with_context(
            allowed_company_ids=self.company_id.ids,
            lang=self.company_id.partner_id.lang or self.env.lang,
        )
        flows = {}
        for product, *flow in sql.demand.monthly_flows(
            self.env, self.company_id, products.ids, self._get_timezone()
        ):
            flows.setdefault(product, []).append(tuple(flow))
        rows, promised = [], self._get_promised(products)
        for product in products.filtered(lambda one: one.id in flows):
            on_hand = product.qty_available if product.is_storable else None
            demand = build_demand(flows[product.id], self.cutoff, on_hand)
            if demand.months:
                rows += self._prepare_rows(product, demand, promised)
        held = [("run_id", "=", self.id), ("product_id", "in", products.ids)]
        self.env["tech.forecast.line"].search(held).unlink()
        sql.demand.store_lines(self.env, rows)
        self.invalidate_recordset(["line_ids"])

    def _get_promised(self, products):
        """Return what open quotes promise, ``{(product, month): quantity}``."""
        company = self.company_id
        return sql.pipeline.get_promised(
            self.env,
            company,
            products.ids,
            self.cutoff,
            fields.Date.context_today(self),
            self._get_timezone(),
            sql.pipeline.get_win_rate(self.env, company, add_months(self.cutoff, -12)),
        )

    def _prepare_rows(self, product, demand, promised):
        said = forecast(demand.values, self.horizon)
        facts = (said.method, said.mase, said.bias)
        family = self.env["tech.forecast.line"]._get_family(product) or None
        head = (self.id, self.company_id.id, product.id, family)
        price = self.env["tech.forecast.advice"]._get_net_price(product)
        rows = []
        for month, value in zip(
            demand.months[-PAST_MONTHS:], demand.values[-PAST_MONTHS:], strict=True
        ):
            sold = (value, None, None, None, value, None, (value or 0.0) * price, None)
            rows.append((*head, month, "past", *sold, *facts))
        for step, bounds in enumerate(zip(said.expected, said.low, said.high, strict=True)):
            month = add_months(self.cutoff, step)
            quotes = promised.get((product.id, month), 0.0)
            expected, low, high = blend(*bounds, quotes)
            money = (expected * price, (expected - low) * price)
            coming = (None, expected, low, high, expected, quotes, *money)
            rows.append((*head, month, "coming", *coming, *facts))
        return rows

    def _get_timezone(self):
        return self.company_id.partner_id.tz or self.env.user.tz or "UTC"

    def _finish(self):
        """Close the run; advice is made from the one that knows the most."""
        coming = [("run_id", "=", self.id), ("kind", "=", "coming")]
        groups = self.env["tech.forecast.line"]._read_group(
            [*coming, ("mase", ">", 0)], ["product_id"], ["mase:avg"]
        )
        errors = [error for _product, error in groups]
        count = self.env["tech.forecast.line"]._read_group(
            coming, [], ["product_id:count_distinct"]
        )
        mine = [("company_id", "=", self.company_id.id)]
        is_last = not self.search_count(
            [*mine, ("state", "=", "done"), ("cutoff", ">", self.cutoff)], limit=1
        )
        if is_last:
            self.search([*mine, ("is_current", "=", True)]).is_current = False
        self.write(
            {
                "state": "done",
                "is_current": is_last,
                "product_count": count[0][0],
                "mase": sum(errors) / len(errors) if errors else 0.0,
                "better_rate": 100 * sum(one < 1 for one in errors) / len(errors) if errors else 0,
            }
        )
        if is_last:
            self.env["tech.forecast.advice"]._make_advice(self)
        (self.search(mine, offset=KEPT_RUNS) - self).unlink()
