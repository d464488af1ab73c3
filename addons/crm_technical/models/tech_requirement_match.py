from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.crm_technical_spec.core.matching import judge

PROPOSED = 20


class TechRequirement(models.Model):
    """Which products answer the need, and why."""

    # one concern a file: the sheet, its matching and its quote are read apart
    _inherit = "tech.requirement"  # pylint: disable=consider-merging-classes-inherited

    def action_match(self):
        """Rank the products of the family by these criteria and keep the best with their reasons."""
        for requirement in self:
            if not requirement.line_ids:
                raise UserError(
                    self.env._(
                        "The need sheet %(name)s has no criterion yet. Add at least one.",
                        name=requirement.name,
                    )
                )
            requirement._match()
        return True

    def _match(self):
        ranking, judged, fitting = self._rank(PROPOSED)
        self.candidate_ids.unlink()
        self.write(
            {
                "candidate_ids": [
                    Command.create(vals | {"rank": place}) for place, vals in enumerate(ranking, 1)
                ],
                "matched_on": fields.Datetime.now(),
                "judged_count": judged,
                "fitting_count": fitting,
            }
        )
        self._notify_without_match(fitting)

    def _rank(self, limit):
        """Return ``(candidate values best first, products judged, products that fit)``.

        Products that meet the need equally well are told apart by stock, then by delay, then by
        margin — also those that would otherwise just miss the list.
        """
        criteria = [line._as_criterion() for line in self.line_ids]
        rated = self.env["tech.spec.finder"]._rank_products(
            criteria, self.family_id, self._get_product_domain(), limit
        )
        if not rated:
            return [], 0, 0
        best, business = self._get_best(rated, limit)
        products = self.env["product.product"].browse(one.product for one in best)
        reasons = self._get_reasons(criteria, products)
        ranking = [
            {
                "product_id": one.product,
                "tier": str(one.tier),
                "score": one.score,
                "verdicts": reasons[one.product],
                **business[one.product],
            }
            for one in best
        ]
        return ranking, rated[0].judged, rated[0].fitting

    def _get_product_domain(self):
        """Only what the need's company may sell: its own products and those of every company."""
        companies = [False, *self.company_id.sudo().parent_ids.ids]  # sudo: a company's branch tree
        return [("company_id", "in", companies)]

    @api.model
    def _get_tie_break(self, facts):
        return (-facts["free_qty"], facts["delay"], -facts["margin_percent"])

    def _get_best(self, rated, limit):
        """Return the best of the rated products, best first, and the facts that told them apart.

        However many tie, the one in stock is found: each figure is worked out for those only that
        the figures before it leave equal, because prices of ten thousand products take long.
        """
        products = self._get_own_products(rated)
        stock = dict(zip(products.ids, products.mapped("free_qty"), strict=True))
        rated = self._narrow(rated, lambda one: (one.place, -stock[one.product]), limit)
        delays = {one.id: self._get_delay(one) for one in self._get_own_products(rated)}
        rated = self._narrow(
            rated, lambda one: (one.place, -stock[one.product], delays[one.product]), limit
        )
        business = self._get_business_facts(self._get_own_products(rated))
        rated.sort(key=lambda one: (one.place, *self._get_tie_break(business[one.product])))
        return rated[:limit], business

    @api.model
    def _narrow(self, rated, key, limit):
        """Leave out what ``limit`` others are better than."""
        ordered = sorted(rated, key=key)
        last = key(ordered[min(limit, len(ordered)) - 1])
        return [one for one in ordered if key(one) <= last]

    def _get_own_products(self, rated):
        """Return the rated products as the need's company sees their stock."""
        products = self.env["product.product"].browse(one.product for one in rated)
        return products.with_context(allowed_company_ids=self.company_id.ids)

    def _get_delay(self, product):
        return self._get_days(product, self.quantity or 1.0)

    @api.model
    def _get_days(self, product, quantity):
        """Return the days until a quantity of a product can leave."""
        delay = product.sale_delay
        if product.free_qty < quantity:
            delay += product.seller_ids[:1].delay
        return int(delay)

    def _get_reasons(self, criteria, products):
        """Return ``{product id: [{"label", "asked", "offered", "verdict", "must"}]}``."""
        specifications = products._tech_get_specifications()
        asked = [(line, line.attribute_id.name, line.asked) for line in self.line_ids]
        return {
            product.id: [
                self._get_reason(line, label, text, criterion, specifications[product])
                for criterion, (line, label, text) in zip(criteria, asked, strict=True)
            ]
            for product in products
        }

    @api.model
    def _get_reason(self, line, label, asked, criterion, values):
        value = values.get(criterion.attribute)
        return {
            "line": line.id,
            "label": label,
            "asked": asked,
            "offered": line._get_offered(value) if value else "",
            "verdict": judge(criterion, value._as_core() if value else None),
            "must": criterion.must,
        }

    def _get_business_facts(self, products):
        """Return stock, delay, price (company currency) and margin of each product, by id."""
        prices = self._get_prices(products, self.quantity or 1.0)
        facts = {}
        for product in products:
            price = prices[product.id]
            net = self._get_net_price(product, price)
            margin = 100 * (net - product.standard_price) / net if net else 0
            facts[product.id] = {
                "free_qty": product.free_qty,
                "delay": self._get_delay(product),
                "price": price,
                "margin_percent": round(margin, 1),
            }
        return facts

    def _get_net_price(self, product, price):
        """Return a price without the taxes that the product's taxes say it includes."""
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        if not any(taxes.mapped("price_include")):
            return price
        return taxes.compute_all(price, self.currency_id, 1, product)["total_excluded"]

    def _get_prices(self, products, quantity):
        pricelist = self.partner_id.with_company(self.company_id).property_product_pricelist
        if not pricelist:
            return {product.id: product.lst_price for product in products}
        return pricelist._get_products_price(products, quantity, currency=self.currency_id)

    def _notify_without_match(self, fitting):
        """Ask the product expert once for each need that no product meets."""
        activity = "crm_technical.mail_activity_no_match"
        if fitting:
            self.activity_unlink([activity])
        elif not self.activity_search([activity]) and not self.is_template:
            expert = self.company_id.tech_expert_id or self.user_id or self.env.user
            env = self.with_context(lang=expert.lang).env
            self.activity_schedule(
                activity,
                user_id=expert.id,
                summary=env._("No product meets the need %(name)s", name=self.name),
            )

    def _on_criteria_changed(self):
        """Proposals are of the criteria they were found with; draft quotes are judged anew."""
        self.filtered("matched_on").matched_on = False
        self.order_line_ids.filtered(lambda line: line.state == "draft")._tech_refresh_compliance()
