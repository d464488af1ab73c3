from odoo import api, fields, models
from odoo.fields import Command


class TechRequirement(models.Model):
    """A need sheet: what a customer asks of a product, and the products that answer it.

    A template is a need sheet without customer, whose criteria are copied.
    """

    _name = "tech.requirement"
    _description = "Need Sheet"
    _inherit = ["suite.guard.mixin", "mail.thread", "mail.activity.mixin"]
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
        group_expand=True,
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
            "operator": term.operator_of(attribute_id),
            "value_text": term.value,
        }

    def _prepare_question(self, term):
        """Return a part of a sentence that has several meanings, or none."""
        finder = self.env["tech.spec.finder"]
        return {
            "requirement_id": self.id,
            "name": term.text,
            # without a sign each attribute is asked its own way: the criterion finds it
            "operator": term.operator if len(set(term.operators)) == 1 else False,
            "value_text": term.value or term.text,
            "possible_ids": [Command.set(term.attributes or self.attribute_ids.ids)],
            "problem": "" if term.attributes else finder._get_unknown_message(term),
        }
