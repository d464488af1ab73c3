from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from odoo.addons.suite_base.core.compose import compose_action
from odoo.addons.suite_base.core.workflow import Transition, Workflow

_lt = LazyTranslate(__name__)
USER = ("crm_technical_aftersales.group_aftersales_user",)
OPEN = ("new", "progress", "waiting")
WORKFLOW = Workflow(
    field="state",
    starts=("new",),
    transitions={
        "take": Transition(
            label=_lt("Take"),
            sources=("new",),
            target="progress",
            groups=USER,
            effect="_effect_take",
        ),
        "wait": Transition(
            label=_lt("Wait for the Customer"),
            sources=("new", "progress"),
            target="waiting",
            groups=USER,
            effect="_effect_wait",
        ),
        "resume": Transition(
            label=_lt("Go On"),
            sources=("waiting",),
            target="progress",
            groups=USER,
            effect="_effect_resume",
        ),
        "solve": Transition(
            label=_lt("Solved"),
            sources=OPEN,
            target="done",
            groups=USER,
            guard="_guard_solve",
            effect="_effect_close",
        ),
        "reopen": Transition(
            label=_lt("Open Again"),
            sources=("done", "cancelled"),
            target="progress",
            groups=USER,
            effect="_effect_resume",
        ),
        "cancel": Transition(
            label=_lt("Cancel"),
            sources=OPEN,
            target="cancelled",
            groups=USER,
            guard="_guard_cancel",
            effect="_effect_close",
        ),
    },
    tones={"new": "grey", "progress": "blue", "waiting": "orange", "done": "green"},
    deletable=("new",),
)
OWN = frozenset(
    {
        "name",
        "answered_on",
        "solved_on",
        "answer_due",
        "solve_due",
        "sla_id",
        "sla_calendar_id",
        "sla_answer_hours",
        "sla_solve_hours",
        "spent_hours",
        "assigned_on",
        "opened_on",
        "late_told",
    }
)
"""What the server writes alone: the number and the clock."""


class TechCase(models.Model):
    """One matter of a customer after the sale: a question, a complaint, a repair, a return."""

    _name = "tech.case"
    _description = "After-Sales Case"
    _inherit = [
        "suite.guard.mixin",
        "suite.workflow.mixin",
        "portal.mixin",
        "mail.thread.cc",
        "mail.activity.mixin",
    ]
    _guarded_fields = OWN
    _order = "priority desc, solve_due, id"
    _check_company_auto = True

    name = fields.Char(
        string="Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    title = fields.Char(string="Subject", tracking=True)
    kind = fields.Selection(
        [
            ("support", "Support"),
            ("claim", "Claim"),
            ("repair", "Repair"),
            ("return", "Return"),
        ],
        required=True,
        default="support",
        index=True,
        tracking=True,
    )
    channel = fields.Selection(
        [
            ("phone", "Telephone or counter"),
            ("mail", "Mail"),
            ("portal", "Portal"),
            ("order", "Order"),
            ("invoice", "Invoice"),
            ("serial", "Serial number"),
        ],
        string="Came By",
        default="phone",
        required=True,
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("progress", "In progress"),
            ("waiting", "Waiting for the customer"),
            ("done", "Solved"),
            ("cancelled", "Cancelled"),
        ],
        default="new",
        required=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    priority = fields.Selection([("0", "Normal"), ("1", "Urgent")], default="0", index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", index=True, tracking=True)
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index=True
    )
    email_from = fields.Char(string="Mail of the Sender", copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one("tech.case.team", index="btree_not_null", check_company=True)
    user_id = fields.Many2one("res.users", string="Technician", index=True, tracking=True)
    assigned_on = fields.Datetime(readonly=True, copy=False)
    order_id = fields.Many2one(
        "sale.order",
        check_company=True,
        index="btree_not_null",
        domain="[('state', '=', 'sale'), '|', '|',"
        " ('partner_id', 'child_of', commercial_partner_id),"
        " ('partner_shipping_id', 'child_of', commercial_partner_id),"
        " ('partner_invoice_id', 'child_of', commercial_partner_id)]",
    )
    invoice_id = fields.Many2one(
        "account.move",
        check_company=True,
        index="btree_not_null",
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), '|', '|',"
        " ('partner_id', 'child_of', commercial_partner_id),"
        " ('partner_shipping_id', 'child_of', commercial_partner_id),"
        " ('line_ids.sale_line_ids.order_id.partner_id', 'child_of', commercial_partner_id)]",
    )
    description = fields.Html(string="What Happened")
    note = fields.Html(string="Internal Note", copy=False)
    line_ids = fields.One2many("tech.case.line", "case_id", string="Products", copy=False)
    undecided_count = fields.Integer(string="To Decide", compute="_compute_totals", store=True)
    credit_total = fields.Monetary(string="Credited", compute="_compute_totals", store=True)
    goods_cost = fields.Monetary(string="Goods", compute="_compute_totals", store=True)
    transport_cost = fields.Monetary(copy=False)
    labour_hours = fields.Float(copy=False)
    cost = fields.Monetary(
        compute="_compute_totals",
        store=True,
        help="Credited, goods and parts at cost, transport, hours.",
    )
    picking_ids = fields.Many2many("stock.picking", compute="_compute_documents", compute_sudo=True)
    credit_ids = fields.Many2many("account.move", compute="_compute_documents", compute_sudo=True)
    repair_ids = fields.Many2many("repair.order", compute="_compute_documents", compute_sudo=True)
    picking_count = fields.Integer(compute="_compute_documents", compute_sudo=True)
    credit_count = fields.Integer(compute="_compute_documents", compute_sudo=True)
    repair_count = fields.Integer(compute="_compute_documents", compute_sudo=True)

    def _get_workflow(self):
        return WORKFLOW

    @api.depends("name", "title")
    @api.depends_context("tech_subject_first")
    def _compute_display_name(self):
        """In the calendar of cases the subject first: little of a name is read there."""
        order = -1 if self.env.context.get("tech_subject_first") else 1
        for case in self:
            case.display_name = " – ".join(filter(None, [case.name, case.title][::order]))

    def _compute_access_url(self):
        super()._compute_access_url()
        for case in self:
            case.access_url = f"/my/cases/{case.id}"

    @api.depends(
        "line_ids.state",
        "line_ids.credit_amount",
        "line_ids.goods_cost",
        "transport_cost",
        "labour_hours",
        "company_id.tech_case_hour_cost",
    )
    def _compute_totals(self):
        for case in self:
            lines = case.line_ids
            case.undecided_count = len(lines.filtered(lambda line: line.state == "draft"))
            case.credit_total = sum(lines.mapped("credit_amount"))
            case.goods_cost = sum(lines.mapped("goods_cost"))
            hours = case.labour_hours * case.company_id.tech_case_hour_cost
            case.cost = case.credit_total + case.goods_cost + case.transport_cost + hours

    @api.depends("line_ids.move_ids", "line_ids.credit_line_ids", "line_ids.repair_ids")
    def _compute_documents(self):
        for case in self:
            lines = case.line_ids
            case.picking_ids = lines.move_ids.picking_id
            case.credit_ids = lines.credit_line_ids.move_id
            case.repair_ids = lines.repair_ids
            case.picking_count = len(case.picking_ids)
            case.credit_count = len(case.credit_ids)
            case.repair_count = len(case.repair_ids)

    @api.onchange("order_id", "invoice_id")
    def _onchange_source(self):
        source = self.order_id or self.invoice_id
        if source and not self.partner_id:
            self.partner_id = source.partner_id

    # --- doors ------------------------------------------------------------------------------------

    def _get_guarded_message(self, labels):
        return self.env._(
            "%(fields)s: number, clock and amounts of a case follow from what was done with it. Use "
            "its buttons.",
            fields=labels,
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._complete_from_team(vals)
        cases = super().create(vals_list)
        for case in cases:
            sequences = self.env["ir.sequence"].with_company(case.company_id)
            # sudo: the number is the server's
            case.sudo().name = sequences.next_by_code("tech.case")
        cases._check_documents()
        cases._promise()
        for case in cases:
            if case.user_id:
                case._remember_assignment()
        return cases

    def _complete_from_team(self, vals):
        team = self.env["tech.case.team"].browse(vals.get("team_id"))
        if team and not vals.get("company_id"):
            vals["company_id"] = team.company_id.id

    def write(self, vals):
        if "company_id" in vals and self.filtered(lambda case: case.line_ids):
            raise UserError(self.env._("A case with products stays in its company."))
        before = {case: case.user_id for case in self}
        customers = {case: case.commercial_partner_id for case in self}
        result = super().write(vals)
        if "partner_id" in vals or self._get_document_fields() & vals.keys():
            self._check_documents()
        if "partner_id" in vals:
            for case in self.filtered(lambda one: one.commercial_partner_id != customers[one]):
                case._check_customer()
        if {"kind", "priority", "partner_id"} & vals.keys():
            self._promise()
        for case in self:
            if case.user_id and case.user_id != before[case]:
                case._remember_assignment()
        return result

    def _check_customer(self):
        """Another customer: only while nothing was decided for the first, and for his own goods."""
        decided = self.line_ids.filtered(lambda line: line.state != "draft")
        if decided:
            raise UserError(
                self.env._(
                    "%(case)s keeps its customer: %(products)s is decided, and documents were made "
                    "for him. Undo the decision first, or open another case.",
                    case=self.display_name,
                    products=", ".join(decided.mapped("display_name")),
                )
            )
        self.line_ids._check_sale()

    def _remember_assignment(self):
        # sudo: when somebody was given it is the server's
        self.sudo().assigned_on = fields.Datetime.now()

    # --- buttons ----------------------------------------------------------------------------------

    def action_take(self):
        return self._fire("take")

    def action_wait(self):
        return self._fire("wait")

    def action_resume(self):
        return self._fire("resume")

    def action_solve(self):
        return self._fire("solve")

    def action_reopen(self):
        return self._fire("reopen")

    def action_cancel(self):
        return self._fire("cancel")

    def _effect_take(self):
        if not self.user_id and self.env.user._is_internal():
            self.user_id = self.env.user

    def _guard_solve(self):
        waiting = self.line_ids.filtered(lambda line: line.state == "draft")
        if waiting:
            raise UserError(
                self.env._(
                    "%(case)s: decide first what is done about %(products)s.",
                    case=self.display_name,
                    products=", ".join(waiting.mapped("display_name")),
                )
            )

    def _guard_cancel(self):
        decided = self.line_ids.filtered(lambda line: line.state != "draft")
        if decided:
            raise UserError(
                self.env._(
                    "%(case)s: %(products)s is decided. Undo the decision first, or solve the case.",
                    case=self.display_name,
                    products=", ".join(decided.mapped("display_name")),
                )
            )

    @api.model
    def _get_new_action(self, context):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "views": [(False, "form")],
            "context": context,
        }

    # --- documents --------------------------------------------------------------------------------

    def action_view_pickings(self):
        return self._view(self.picking_ids, "stock.action_picking_tree_all")

    def action_view_credits(self):
        action = self._view(self.credit_ids, "account.action_move_out_refund_type")
        books = ("account.group_account_invoice", "account.group_account_readonly")
        if any(map(self.env.user.has_group, books)):
            return action
        # Odoo's own form shows payments, which only accounting may read
        views = [
            (self.env.ref(f"crm_technical_aftersales.account_move_view_{kind}_credit").id, kind)
            for kind in ("list", "form")
        ]
        return action | {"views": views[1:] if action.get("res_id") else views}

    def action_view_repairs(self):
        return self._view(self.repair_ids, "repair.action_repair_order_tree")

    def _view(self, records, xml_id):
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        action |= {"domain": [("id", "in", records.ids)], "context": {"create": False}}
        if len(records) == 1:
            action |= {"views": [(False, "form")], "res_id": records.id}
        return action

    def action_view_portal(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.get_portal_url(), "target": "new"}

    def action_send_slip(self):
        """Write to the customer with the slip that comes with the goods."""
        self.ensure_one()
        return compose_action(self, "crm_technical_aftersales.mail_template_slip")
