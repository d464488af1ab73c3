from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.crm_technical_spec.core.matching import judge

from ..core.quote_state import OPEN

PROPOSED = 20
MOST_COMPARED = 2000
"""Of so many equals stock, delay and margin are worked out; of more only those with most stock."""


class TechRequirement(models.Model):
    """A need sheet: what a customer asks of a product, and the products that answer it.

    A template is a need sheet without customer, whose criteria are copied.
    """

    _name = "tech.requirement"
    _description = "Need Sheet"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True, default=lambda self: self.env._("New need"))
    is_template = fields.Boolean(string="Template", help="Its criteria serve as a start.")
    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        default=lambda self: self.env.user,
        tracking=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    family_id = fields.Many2one(
        "tech.spec.family", string="Product Family", tracking=True, ondelete="restrict"
    )
    attribute_ids = fields.Many2many(
        "tech.spec.attribute", compute="_compute_attribute_ids", string="Possible Specifications"
    )
    quantity = fields.Float(default=1, digits="Product Unit", help="How many are needed.")
    line_ids = fields.One2many(
        "tech.requirement.line", "requirement_id", string="Criteria", copy=True
    )
    source_id = fields.Many2one(
        "tech.requirement",
        string="Copy Criteria From",
        domain="[('family_id', '=', family_id), ('id', '!=', id), ('line_ids', '!=', False)]",
        help="A template of the family, or an earlier need sheet.",
    )
    question_ids = fields.One2many(
        "tech.requirement.question", "requirement_id", string="To Clarify"
    )
    quick_entry = fields.Char(store=False, help="≥ 5 N·m, 24 V, IP65 or better")
    candidate_ids = fields.One2many(
        "tech.requirement.candidate", "requirement_id", string="Proposed Products"
    )
    matched_on = fields.Datetime(readonly=True, copy=False)
    judged_count = fields.Integer(string="Products Judged", readonly=True, copy=False)
    fitting_count = fields.Integer(string="Products That Fit", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "To match"),
            ("matched", "Matched"),
            ("unmatched", "No product fits"),
            ("quoted", "Quoted"),
        ],
        compute="_compute_state",
        store=True,
        tracking=True,
    )
    order_line_ids = fields.One2many("sale.order.line", "tech_requirement_id")
    order_count = fields.Integer(compute="_compute_order_count", string="Quotes")
    note = fields.Html()

    @api.depends("lead_id")
    def _compute_partner_id(self):
        for requirement in self:
            requirement.partner_id = requirement.lead_id.partner_id or requirement.partner_id

    @api.depends("family_id")
    def _compute_attribute_ids(self):
        attributes = self.env["tech.spec.attribute"]
        for requirement in self:
            family = requirement.family_id
            requirement.attribute_ids = (
                family._get_subtree()._get_lines().attribute_id
                if family
                else attributes.browse(attributes._get_infos())
            )

    @api.depends("matched_on", "fitting_count", "order_line_ids")
    def _compute_state(self):
        for requirement in self:
            if requirement.order_line_ids.filtered(lambda line: not line.display_type):
                requirement.state = "quoted"
            elif not requirement.matched_on:
                requirement.state = "draft"
            else:
                requirement.state = "matched" if requirement.fitting_count else "unmatched"

    def _compute_order_count(self):
        for requirement in self:
            requirement.order_count = len(requirement.order_line_ids.order_id)

    @api.onchange("source_id")
    def _onchange_source_id(self):
        if self.source_id:
            self.line_ids = [Command.clear(), *self._prepare_copied_lines(self.source_id)]

    def _prepare_copied_lines(self, source):
        names = ("attribute_id", "operator", "value_text", "necessity", "weight", "near_percent")
        return [
            Command.create(
                {"sequence": line.sequence, "note": line.note}
                | {name: line[name].id if name == "attribute_id" else line[name] for name in names}
            )
            for line in source.line_ids
        ]

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for requirement, vals in zip(self, vals_list, strict=True):
            vals.setdefault("name", requirement.name)
        return vals_list

    # --- quick entry --------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        entries = [vals.pop("quick_entry", None) for vals in vals_list]
        requirements = super().create(vals_list)
        for requirement, entry in zip(requirements, entries, strict=True):
            requirement._add_quick_entry(entry)
        return requirements

    def write(self, vals):
        entry = vals.pop("quick_entry", None)
        result = super().write(vals)
        if {"family_id", "quantity"} & set(vals):
            self.filtered("matched_on").matched_on = False
        for requirement in self:
            requirement._add_quick_entry(entry)
        return result

    def action_add_quick_entry(self):
        """The button saves the form; saving reads the sentence."""
        return True

    def _add_quick_entry(self, text):
        """Turn a sentence into criteria; what may mean several things waits to be clarified."""
        if not text:
            return
        lines, questions = [], []
        for term in self.env["tech.spec.finder"]._read_terms(text, self.family_id):
            if len(term.attributes) == 1:
                lines.append(self._prepare_line_of_term(term, term.attributes[0]))
            else:
                questions.append(self._prepare_question(term))
        self.env["tech.requirement.line"].create(lines)
        self.env["tech.requirement.question"].create(questions)

    def _prepare_line_of_term(self, term, attribute_id):
        return {
            "requirement_id": self.id,
            "attribute_id": attribute_id,
            "operator": term.operator,
            "value_text": term.value,
        }

    def _prepare_question(self, term):
        """Return a part of a sentence that has several meanings, or none."""
        finder = self.env["tech.spec.finder"]
        return {
            "requirement_id": self.id,
            "name": term.text,
            "operator": term.operator or False,
            "value_text": term.value or term.text,
            "possible_ids": [Command.set(term.attributes or self.attribute_ids.ids)],
            "problem": "" if term.attributes else finder._get_unknown_message(term),
        }

    # --- matching -----------------------------------------------------------------------------

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
        contenders = self._get_contenders(rated, limit)
        products = self.env["product.product"].browse(one.product for one in contenders)
        business = self._get_business_facts(products)
        contenders.sort(key=lambda one: (one.place, *self._get_tie_break(business[one.product])))
        best = contenders[:limit]
        reasons = self._get_reasons(criteria, products.browse(one.product for one in best))
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

    def _get_contenders(self, rated, limit):
        """Return the products whose stock, delay and margin are looked at: all that tie.

        Where thousands tie, those with stock come first and the rest is cut.
        """
        if len(rated) <= MOST_COMPARED:
            return list(rated)
        stock = self._get_stock([one.product for one in rated])
        ordered = sorted(rated, key=lambda one: (one.place, -stock.get(one.product, 0)))
        return ordered[:MOST_COMPARED]

    def _get_stock(self, product_ids):
        """Return ``{product id: units in the company's stock}`` in one query."""
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(  # sudo: a seller sees stock figures
                [
                    ("product_id", "in", product_ids),
                    ("location_id.usage", "=", "internal"),
                    ("company_id", "=", self.company_id.id),
                ],
                ["product_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
        )
        return {product.id: held - reserved for product, held, reserved in groups}

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
        products = products.with_company(self.company_id)
        quantity = self.quantity or 1.0
        prices = self._get_prices(products, quantity)
        facts = {}
        for product in products:
            price = prices[product.id]
            free = product.free_qty if product.is_storable else 0
            delay = product.sale_delay
            if free < quantity:
                delay += product.seller_ids[:1].delay
            net = self._get_net_price(product, price)
            margin = 100 * (net - product.standard_price) / net if net else 0
            facts[product.id] = {
                "free_qty": free,
                "delay": int(delay),
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

    # --- what follows -------------------------------------------------------------------------

    def action_compare(self):
        """Compare the chosen products, or the first ones, side by side."""
        self.ensure_one()
        chosen = self.candidate_ids.filtered("selected") or self.candidate_ids[:4]
        if len(chosen) < 2:
            raise UserError(self.env._("Choose at least two products to compare."))
        return chosen.product_id.action_tech_compare_specifications()

    def action_create_quote(self):
        """Quote the chosen products, or the best one."""
        self.ensure_one()
        chosen = self.candidate_ids.filtered("selected") or self.candidate_ids[:1]
        if not chosen:
            raise UserError(self.env._("Match the need first: there is no product to quote yet."))
        return self._add_to_quote(chosen.product_id)

    def _add_to_quote(self, products):
        """Add the products to the quote of the opportunity (made when there is none) and open it.

        All needs of an opportunity share one quote; after it was sent it goes on as a revision.
        Of the products of one need the first counts, the others are alternatives outside the total.
        """
        self.ensure_one()
        order = self._get_quote()
        chosen = self._get_answer(order)
        if not chosen and len(self._get_project().filtered("order_line_ids") | self) > 1:
            order.write({"order_line": [Command.create(self._prepare_section_vals(order))]})
        held = order.order_line.filtered(lambda line: line.tech_requirement_id == self).product_id
        for product in products - held:
            vals = self._prepare_line_vals(product)
            if chosen:
                vals |= {"product_uom_qty": 0, "tech_is_alternative": True}
            order.write(
                {"order_line": [Command.create(vals | {"sequence": self._get_place(order)})]}
            )
            chosen = self._get_answer(order)
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": order.id,
            "views": [(False, "form")],
        }

    def _get_project(self):
        """Return the needs that are quoted together: those of the opportunity and customer."""
        return (
            self.lead_id.tech_requirement_ids.filtered(
                lambda need: need.company_id == self.company_id and not need.is_template
            )
            | self
        )

    def _get_answer(self, order):
        """Return the line of the quote that answers this need and counts in the total."""
        return order.order_line.filtered(
            lambda line: line.tech_requirement_id == self and not line.tech_is_alternative
        )[:1]

    def _get_place(self, order):
        """Return the sequence of a new line: after the last one of this need."""
        own = order.order_line.filtered(lambda line: line.tech_requirement_id == self)
        return max((own or order.order_line).mapped("sequence"), default=10)

    def _prepare_section_vals(self, order):
        return {
            "display_type": "line_section",
            "name": self.name,
            "sequence": max(order.order_line.mapped("sequence"), default=9) + 1,
            "tech_requirement_id": self.id,
            "tech_is_alternative": True,  # a heading answers nothing
        }

    def _get_quote(self):
        """Return the draft to add to: the project's, the revision of the one sent, or a new one."""
        orders = self._get_project().order_line_ids.order_id
        if drafts := orders.filtered(lambda one: one.state == "draft"):
            return drafts.sorted("id")[-1:]
        sent = orders.filtered(
            lambda one: one.tech_quote_state in OPEN and not one.tech_superseded_by_id
        )
        if sent:
            return self.env["sale.order"].browse(
                sent.sorted("id")[-1:].action_tech_revise()["res_id"]
            )
        return self.env["sale.order"].create(self._prepare_order_vals())

    def _prepare_order_vals(self):
        if not self.partner_id and self.lead_id:
            self.lead_id._handle_partner_assignment(create_missing=True)
        partner = self.partner_id or self.lead_id.partner_id
        if not partner:
            raise UserError(
                self.env._("Choose the customer of the need sheet %(name)s first.", name=self.name)
            )
        return {
            "partner_id": partner.id,
            "opportunity_id": self.lead_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "team_id": self.lead_id.team_id.id or False,
        }

    def _prepare_line_vals(self, product):
        return {
            "product_id": product.id,
            "product_uom_qty": self.quantity or 1,
            "tech_requirement_id": self.id,
        }

    def _on_criteria_changed(self):
        """Proposals are of the criteria they were found with; draft quotes are judged anew."""
        self.filtered("matched_on").matched_on = False
        self.order_line_ids.filtered(lambda line: line.state == "draft")._tech_refresh_compliance()

    def action_view_quotes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_quotations")
        return action | {
            "domain": [("id", "in", self.order_line_ids.order_id.ids)],
            "context": {},
        }

    def action_save_as_template(self):
        """Keep the criteria as a template of the family."""
        self.ensure_one()
        template = self.copy({"is_template": True, "lead_id": False, "partner_id": False})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": template.id,
            "views": [(False, "form")],
        }
