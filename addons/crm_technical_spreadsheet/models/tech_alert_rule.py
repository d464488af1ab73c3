from calendar import monthrange
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.misc import formatLang

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.alerts import compare, is_behind

READS = {
    "target": "tech.sales.report",
    "late_quotes": "sale.order",
    "new_requests": "crm.lead",
    "order_points": "stock.warehouse.orderpoint",
    "returns": "tech.sales.report",
}
"""What somebody has to be allowed to read for an alert of this kind."""
DAYS = {"late_quotes": 14, "new_requests": 2}
"""After how many days, unless somebody says otherwise."""
LEAST_SOLD = 20
"""Below, no rate is told: chance alone would put it first. As *Return Rates* propose it."""


class TechAlertRule(models.Model):
    """What somebody wants to be told of; each state is told once, until it ended and came back."""

    _name = "tech.alert.rule"
    _description = "Alert"
    _inherit = ["mail.thread"]
    _order = "user_id, kind, id"

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    kind = fields.Selection(
        [
            ("target", "Sales of the month are behind their target"),
            ("late_quotes", "Quotes without an answer"),
            ("new_requests", "Requests without a quote"),
            ("order_points", "Stock below its order point"),
            ("returns", "Products that come back often"),
        ],
        string="Tell Me When",
        required=True,
        default="late_quotes",
    )
    user_id = fields.Many2one(
        "res.users",
        string="For",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        help="Told of what this person may read.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    target_amount = fields.Monetary(string="Target of a Month")
    percent = fields.Float(
        compute="_compute_percent",
        store=True,
        readonly=False,
        digits=(16, 1),
        help="Of the target's share until today; of what was delivered.",
    )
    days = fields.Integer(
        compute="_compute_days",
        store=True,
        readonly=False,
        help="Without an answer since the quote was sent; without a quote since the request came.",
    )
    state_ids = fields.One2many("tech.alert.state", "rule_id", string="Holds Now", readonly=True)
    state_count = fields.Integer(string="Hold Now", compute="_compute_state_count")
    checked_on = fields.Datetime(readonly=True, copy=False)

    _sensible = models.Constraint(
        "CHECK (target_amount >= 0 AND percent >= 0 AND days >= 0)",
        "Thresholds are not negative.",
    )

    @api.depends("kind")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rule in self:
            rule.name = kinds.get(rule.kind, "")

    @api.depends("kind")
    def _compute_percent(self):
        for rule in self:
            rule.percent = 10 if rule.kind == "returns" else 80

    @api.depends("kind")
    def _compute_days(self):
        usual = self._get_usual_days()
        for rule in self:
            rule.days = usual.get(rule.kind, 0)

    def _compute_state_count(self):
        groups = self.env["tech.alert.state"]._read_group(
            [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
        )
        counts = {rule.id: count for rule, count in groups}
        for rule in self:
            rule.state_count = counts.get(rule.id, 0)

    @api.constrains("kind", "user_id")
    def _check_readable(self):
        reads = self._get_reads()
        for rule in self:
            if not self.env[reads[rule.kind]].with_user(rule.user_id).has_access("read"):
                raise ValidationError(
                    self.env._(
                        "%(user)s may not read what “%(alert)s” is about: choose another one.",
                        user=rule.user_id.name,
                        alert=rule.name,
                    )
                )

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {"checked_on"}, super().default_get(fields))

    @api.model
    def _get_reads(self):
        """Return ``{kind: model}``, see ``READS``; an add-on with further kinds adds its own."""
        return dict(READS)

    @api.model
    def _get_usual_days(self):
        """Return ``{kind: days}``, see ``DAYS``."""
        return dict(DAYS)

    def write(self, vals):
        """What was told of another kind, or to somebody else, was not told of this one."""
        moved = self.filtered(
            lambda rule: any(
                name in vals and rule._fields[name].convert_to_write(rule[name], rule) != vals[name]
                for name in ("kind", "user_id", "company_id")
            )
        )
        result = super().write(vals)
        states = self.env["tech.alert.state"].sudo()  # sudo: what was told is written by code only
        states.search([("rule_id", "in", moved.ids)]).unlink()
        return result

    # --- looking ----------------------------------------------------------------------------------

    def action_check(self):
        """Look now."""
        self.check_access("write")
        for rule in self.try_lock_for_update():
            rule._tell_news()
        return True

    @api.model
    def _cron_alerts(self):
        """Look every day; what one person may not read any more does not stop the others."""
        rules = self.search([("user_id.active", "=", True)])
        for rule in rules.try_lock_for_update():
            try:
                rule._tell_news()
            except AccessError as error:
                rule.message_post(body=str(error))

    def _tell_news(self):
        """Tell what began to hold; forget what ended."""
        self.ensure_one()
        holding = self._find_holding()
        states = self.env["tech.alert.state"].sudo()  # sudo: what was told is written by code only
        known = states.search([("rule_id", "=", self.id)])
        news = compare(known.mapped("key"), holding)
        over = known.filtered(lambda state: state.key in news.over)
        for state in known - over:
            state.text = holding[state.key]  # today's figures, and today's name of the customer
        over.unlink()
        states.create([{"rule_id": self.id, "key": key, "text": holding[key]} for key in news.told])
        self.sudo().checked_on = fields.Datetime.now()  # sudo: the moment is not entered
        if news.told:
            self._notify([holding[key] for key in news.told])

    def _notify(self, sentences):
        rule = self.with_context(lang=self.user_id.lang)
        rows = Markup("").join(Markup("<li>%s</li>") % sentence for sentence in sentences)
        rule.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=rule.name,
            body=Markup("<p>%s</p><ul>%s</ul>") % (rule.name, rows),
        )

    # --- what holds -------------------------------------------------------------------------------

    def _find_holding(self):
        """Return ``{key: sentence}`` of what holds, as the rule's person may read it."""
        own = self.with_user(self.user_id).with_context(
            lang=self.user_id.lang, allowed_company_ids=self.company_id.ids
        )
        return getattr(own, f"_find_{self.kind}")()

    def _find_target(self):
        today = fields.Date.context_today(self)
        first = today.replace(day=1)
        days = monthrange(today.year, today.month)[1]
        figures = self.env["tech.sales.report"]
        sold = figures._read_group(
            [
                *figures._get_period_domain(first, today.replace(day=days)),
                ("company_id", "=", self.company_id.id),
            ],
            [],
            ["amount:sum"],
        )[0][0]
        share = (today.day - 1) / days
        if not is_behind(sold or 0.0, self.target_amount, share, self.percent):
            return {}
        said = self.env._(
            "%(sold)s sold this month, %(target)s are the target until today.",
            sold=formatLang(self.env, sold or 0.0, currency_obj=self.currency_id),
            target=formatLang(self.env, self.target_amount * share, currency_obj=self.currency_id),
        )
        return {first.isoformat(): said}

    def _find_late_quotes(self):
        before = fields.Datetime.now() - timedelta(days=self.days)
        quotes = self.env["sale.order"].search(
            [
                ("tech_quote_state", "=", "awaiting"),
                ("tech_is_other_trade", "=", False),
                ("tech_sent_on", "<", before),
                ("company_id", "=", self.company_id.id),
            ],
            order="tech_sent_on",
        )
        return {
            str(quote.id): self.env._(
                "%(quote)s, %(customer)s: no answer yet",
                quote=quote.name,
                customer=quote.partner_id.display_name,
            )
            for quote in quotes
        }

    def _find_new_requests(self):
        before = fields.Datetime.now() - timedelta(days=self.days)
        requests = self.env["crm.lead"].search(
            [
                ("won_status", "=", "pending"),
                ("order_ids", "=", False),
                ("create_date", "<", before),
                ("company_id", "in", [self.company_id.id, False]),
            ],
            order="create_date",
        )
        return {
            str(request.id): self.env._(
                "%(request)s, %(customer)s: no quote yet",
                request=request.name,
                customer=request.partner_id.display_name or request.contact_name or "…",
            )
            for request in requests
        }

    def _find_order_points(self):
        points = self.env["stock.warehouse.orderpoint"].search(
            [("company_id", "=", self.company_id.id)]
        )
        return {
            str(point.id): self.env._(
                "%(product)s: %(forecast)g expected, order point %(least)g",
                product=point.product_id.display_name,
                forecast=point.qty_forecast,
                least=point.product_min_qty,
            )
            for point in points
            if point.product_uom.compare(point.qty_forecast, point.product_min_qty) < 0
        }

    def _find_returns(self):
        since = fields.Datetime.now() - relativedelta(years=1)
        groups = self.env["tech.sales.report"]._read_group(
            [("date", ">=", since), ("company_id", "=", self.company_id.id)],
            ["product_tmpl_id"],
            ["delivered:sum", "return_rate:avg"],
        )
        return {
            str(product.id): self.env._(
                "%(product)s: %(rate)s %% came back in a year",
                product=product.display_name,
                rate=formatLang(self.env, rate, digits=1),
            )
            for product, delivered, rate in groups
            if product and (delivered or 0) >= LEAST_SOLD and (rate or 0) > self.percent
        }
