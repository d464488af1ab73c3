from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang

from ..core.fleet_advice import Fleet, count_lacks, judge
from ..core.workflow import MANAGER
from .sql import demand

OLD_PRODUCT_DAYS = 365


class RentalFleetAdvice(models.Model):
    """What somebody should do about the units of one article in one shop, and what it is worth.

    One record an article, shop and kind: each forecast brings it up to date, what was refused
    stays refused.
    """

    _name = "rental.fleet.advice"
    _description = "Fleet Advice"
    _inherit = ["suite.advice.mixin"]
    _order = "amount desc, id"
    _rec_name = "product_id"
    _advice_groups = (MANAGER,)
    _guarded_fields = frozenset(
        {
            "company_id",
            "warehouse_id",
            "product_id",
            "kind",
            "units",
            "days",
            "revenue",
            "cost",
            "amount",
            "reason",
            "accepted_units",
        }
    )

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    warehouse_id = fields.Many2one(
        "stock.warehouse", "Shop", required=True, index=True, ondelete="cascade", readonly=True
    )
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade", readonly=True
    )
    categ_id = fields.Many2one(related="product_id.categ_id", string="Product category", store=True)
    kind = fields.Selection(
        [("buy", "Buy"), ("subrent", "Sub-rent"), ("sell", "Sell")], required=True, readonly=True
    )
    units = fields.Integer(readonly=True)
    accepted_units = fields.Integer("Units accepted", readonly=True)
    days = fields.Float(
        "Days out a year",
        digits=(16, 0),
        readonly=True,
        help="Unit-days of the coming twelve months that these units would be out.",
    )
    revenue = fields.Monetary(
        "Expected revenue",
        readonly=True,
        help="In the coming twelve months, at what a day brought in the last ones. Of units to "
        "sell: their price as new.",
    )
    cost = fields.Monetary(readonly=True, help="Price of the units, or what the colleague charges.")
    amount = fields.Monetary(
        "Worth a year",
        readonly=True,
        help="Revenue less what it costs a year; of units to sell the price as new that lies there.",
    )
    reason = fields.Char(readonly=True)

    _one_kind = models.UniqueIndex("(product_id, warehouse_id, kind)")

    def action_view_forecast(self):
        """The months behind it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rental_booking.rental_forecast_action"
        )
        domain = [
            ("product_id", "=", self.product_id.id),
            ("warehouse_id", "=", self.warehouse_id.id),
        ]
        return action | {"domain": domain, "context": {}}

    def _effect_accept(self):
        """Whoever accepts has it on his list; the advice stays as it was accepted."""
        for advice in self:
            # sudo: written by the machine only
            advice.sudo().accepted_units = advice.units
            inside = advice.with_context(lang=advice.company_id._get_rental_lang())
            inside.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.env.uid,
                summary=inside._describe_task(),
                note=inside.reason,
            )

    def _describe_task(self):
        words = {
            "product": self.product_id.display_name,
            "units": self.units,
            "shop": self.warehouse_id.name,
        }
        if self.kind == "buy":
            return self.env._("Buy %(units)d × %(product)s for %(shop)s", **words)
        if self.kind == "sell":
            return self.env._("Sell %(units)d × %(product)s of %(shop)s", **words)
        return self.env._("Arrange the sub-rental of %(units)d × %(product)s, %(shop)s", **words)

    # Made by a forecast -----------------------------------------------------------------------

    @api.model
    def _bring_up_to_date(self, company, products, facts):
        """:param facts: {(product, shop): what the forecast says of it}"""
        self = self.with_context(lang=company._get_rental_lang(), mail_create_nolog=True)
        money = self._get_money(company, products, facts)
        wanted = {}
        for (product, shop), own in facts.items():
            fleet = Fleet(own["owned"], *money[product.id], company.rental_payback_months or 24)
            known = own["known"] or self._count_silent_months(product)
            for advice in judge(fleet, own["coming"], own["past_peak"], known):
                wanted[product.id, shop.id, advice.kind] = {
                    "company_id": company.id,
                    "product_id": product.id,
                    "warehouse_id": shop.id,
                    "kind": advice.kind,
                    **self._prepare_advice(company, fleet, own, advice),
                }
        # sudo: advice is written by the machine only
        machine = self.sudo()
        held = {
            (advice.product_id.id, advice.warehouse_id.id, advice.kind): advice
            for advice in machine.search(
                [("company_id", "=", company.id), ("product_id", "in", products.ids)]
            )
        }
        machine._store_advice(held, wanted)

    @api.model
    def _count_silent_months(self, product):
        """Months that nobody asked for an article, which it is known for."""
        age = fields.Datetime.now() - product.create_date
        return 12 if age.days >= OLD_PRODUCT_DAYS else 0

    @api.model
    def _get_money(self, company, products, facts):
        """{product id: (price of a unit, revenue of a day, cost of a day with a colleague)}"""
        since = min((own["since"] for own in facts.values()), default=fields.Datetime.now())
        earned = demand.earned(self.env, company, products.ids, since)
        charged = demand.sub_rented(self.env, company, products.ids, since)
        money = {}
        for product in products.with_company(company):
            revenue, days = earned.get(product.id, (0.0, 0.0))
            cost, lent = charged.get(product.id, (0.0, 0.0))
            seller = product.seller_ids.filtered(
                lambda own: own.company_id in (company, self.env["res.company"]) and own.price
            )[:1]
            money[product.id] = (
                product.rental_replacement_price or product.standard_price,
                revenue / days if days else product.lst_price,
                cost / lent if lent else (seller.price or None),
            )
        return money

    @api.model
    def _prepare_advice(self, company, fleet, own, advice):
        yearly = {
            "buy": advice.revenue - advice.cost * 12 / fleet.payback,
            "subrent": advice.revenue - advice.cost,
            "sell": advice.revenue,
        }
        return {
            "units": advice.units,
            "days": advice.days,
            "revenue": advice.revenue,
            "cost": advice.cost,
            "amount": yearly[advice.kind],
            "reason": self._describe(company, fleet, own, advice),
        }

    @api.model
    def _describe(self, company, fleet, own, advice):
        if advice.kind == "sell":
            return self.env._(
                "%(owned)d owned; no more than %(most)d are expected at once, even in a good "
                "month. As new they cost %(price)s.",
                owned=fleet.owned,
                most=fleet.owned - advice.units,
                price=self._write_money(company, advice.revenue),
            )
        return " ".join([*self._describe_lack(fleet, own), self._describe_money(company, advice)])

    @api.model
    def _describe_lack(self, fleet, own):
        worst = max(own["coming"], key=lambda month: count_lacks(fleet.owned, month.peak))
        lack = self.env._(
            "Lacks %(lack)d in %(month)s: %(peak)s expected at once, %(owned)d owned.",
            lack=count_lacks(fleet.owned, worst.peak),
            month=format_date(self.env, worst.month, date_format="MMMM y"),
            peak=formatLang(self.env, worst.peak, digits=0),
            owned=fleet.owned,
        )
        if own["lost"] < 0.5:
            return [lack]
        lost = self.env._(
            "%s unit-days went elsewhere in twelve months.",
            formatLang(self.env, own["lost"], digits=0),
        )
        return [lack, lost]

    @api.model
    def _describe_money(self, company, advice):
        words = {
            "units": advice.units,
            "days": formatLang(self.env, advice.days, digits=0),
            "revenue": self._write_money(company, advice.revenue),
            "cost": self._write_money(company, advice.cost),
        }
        if advice.kind == "buy":
            return self.env._(
                "%(units)d more would be out %(days)s days a year and earn %(revenue)s, for "
                "%(cost)s.",
                **words,
            )
        if not advice.cost:
            return self.env._(
                "%(units)d more would be out %(days)s days a year, %(revenue)s: too little to buy. "
                "What a colleague charges is not known.",
                **words,
            )
        return self.env._(
            "%(units)d more would be out %(days)s days a year: too little to buy. Sub-rented they "
            "bring %(revenue)s and cost %(cost)s.",
            **words,
        )

    @api.model
    def _write_money(self, company, amount):
        return formatLang(self.env, amount, digits=0, currency_obj=company.currency_id)

    def _is_asked_again(self):
        """More is needed than was accepted."""
        more = self.state == "accepted" and self.units > self.accepted_units
        return more or super()._is_asked_again()

    def _is_over(self):
        return self.state == "accepted" or super()._is_over()
