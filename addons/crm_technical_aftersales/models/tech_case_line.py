from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import LazyTranslate

from odoo.addons.suite_base.core.workflow import Transition, Workflow

from ..core.quantities import EPSILON
from ..core.warranty import presumption_end

_lt = LazyTranslate(__name__)
USER = ("crm_technical_aftersales.group_aftersales_user",)
MANAGER = "crm_technical_aftersales.group_aftersales_manager"
MONEY = ("refund", "credit")
SETTLING = ("refund", "credit", "replace")
"""Decisions that make a unit good: each delivered unit once."""
WORKFLOW = Workflow(
    field="state",
    starts=("draft",),
    transitions={
        "decide": Transition(
            label=_lt("Decide"),
            sources=("draft",),
            target="decided",
            groups=USER,
            guard="_guard_decide",
            effect="_effect_decide",
        ),
        "undo": Transition(
            label=_lt("Undo the Decision"),
            sources=("decided",),
            target="draft",
            groups=USER,
            guard="_guard_undo",
            effect="_effect_undo",
        ),
    },
    tones={"draft": "orange", "decided": "green"},
    deletable=("draft",),
)
FIXED = {
    "case_id",
    "product_id",
    "lot_id",
    "quantity",
    "sale_line_id",
    "invoice_line_id",
    "decision",
    "goods_back",
    "replacement_id",
    "fee",
}
OWN = frozenset({"credit_amount", "goods_cost", "decided_on"})


class TechCaseLine(models.Model):
    """A product of a case, why it came, and what is done about it."""

    _name = "tech.case.line"
    _description = "Product of a Case"
    _inherit = ["suite.guard.mixin", "suite.workflow.mixin"]
    _guarded_fields = OWN
    _order = "case_id desc, id"
    _rec_name = "product_id"
    _check_company_auto = True

    case_id = fields.Many2one("tech.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    order_id = fields.Many2one(related="case_id.order_id")
    invoice_id = fields.Many2one(related="case_id.invoice_id")
    opened_on = fields.Datetime(related="case_id.opened_on", store=True, index=True)
    kind = fields.Selection(related="case_id.kind", store=True)
    state = fields.Selection(
        [("draft", "To decide"), ("decided", "Decided")],
        default="draft",
        required=True,
        copy=False,
        index=True,
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        compute="_compute_source",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    invoice_line_id = fields.Many2one(
        "account.move.line",
        index="btree_not_null",
        check_company=True,
        help="Empty: the invoices of the order line, the last one first.",
    )
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial / Lot",
        index="btree_not_null",
        domain="[('product_id', '=?', product_id)]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    reason_id = fields.Many2one("tech.case.reason", index=True)
    nature = fields.Selection(related="reason_id.nature", store=True)
    fault = fields.Char(string="What Is Wrong")
    decision = fields.Selection(
        [
            ("replace", "Replace"),
            ("refund", "Refund"),
            ("repair", "Repair"),
            ("credit", "Credit with a fee"),
            ("reject", "Reject"),
        ],
        copy=False,
    )
    decision_label = fields.Char(compute="_compute_decision_label")
    goods_back = fields.Boolean(
        string="Goods Come Back",
        default=True,
        help="A receipt is prepared. Without: the customer keeps them, or they are here already.",
    )
    replacement_id = fields.Many2one(
        "product.product", string="Replaced By", help="Empty: the same product."
    )
    fee = fields.Monetary(help="Kept from the credit, in the price terms of the invoice.")
    reject_reason = fields.Char(string="Why Rejected", help="The customer reads it.")
    decided_on = fields.Datetime(readonly=True, copy=False)
    credit_amount = fields.Monetary(string="Credited", readonly=True, copy=False)
    goods_cost = fields.Monetary(string="Goods at Cost", readonly=True, copy=False)
    warranty_until = fields.Date(
        string="Under Warranty Until", compute="_compute_warranty", compute_sudo=True
    )
    is_under_warranty = fields.Boolean(compute="_compute_warranty", compute_sudo=True)
    presumed_until = fields.Date(
        string="Fault Presumed Until",
        compute="_compute_presumed_until",
        compute_sudo=True,
        help="Of a consumer: until this day the fault is taken to have been there at the delivery; he "
        "proves nothing (Code de la consommation, L217-7: 24 months, second-hand goods 12).",
    )
    move_ids = fields.One2many("stock.move", "tech_case_line_id", string="Moves")
    credit_line_ids = fields.One2many("account.move.line", "tech_case_line_id", string="Credits")
    repair_ids = fields.One2many("repair.order", "tech_case_line_id", string="Repairs")
    still_open = fields.Char(string="Still to Do", compute="_compute_still_open", compute_sudo=True)

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Say how many.")
    _fee_positive = models.Constraint("CHECK (fee >= 0)", "A fee is not negative.")

    def _get_workflow(self):
        return WORKFLOW

    @api.depends("lot_id", "sale_line_id", "opened_on")
    def _compute_warranty(self):
        for line in self:
            line.warranty_until = until = line._get_warranty_end()
            day = fields.Date.to_date(line.opened_on) or fields.Date.context_today(line)
            line.is_under_warranty = bool(until and day <= until)

    def _get_warranty_end(self):
        return self.lot_id.tech_warranty_until or self.sale_line_id.tech_warranty_until

    @api.depends(
        *("lot_id", "sale_line_id", "case_id.partner_id.is_company", "product_id.tech_is_used")
    )
    def _compute_presumed_until(self):
        events = {things._name: things._tech_get_events() for things in self._get_sold_things()}
        for line in self:
            line.presumed_until = line._get_presumption_end(events)

    def _get_presumption_end(self, events):
        """:param events: ``{model: {id: what happened to it}}`` of the lines computed together"""
        buyer = self.case_id.commercial_partner_id
        if not buyer or buyer.is_company:
            return False
        for sold in self._get_sold_things():
            if sold and (own := events[sold._name].get(sold.id)):
                return presumption_end(own, self.product_id.tech_is_used)
        return False

    def _get_sold_things(self):
        """What knows when it was delivered, the surest first."""
        return [self.lot_id, self.sale_line_id]

    @api.depends("decision")
    @api.depends_context("lang")
    def _compute_decision_label(self):
        labels = dict(self._fields["decision"]._description_selection(self.env))
        for line in self:
            line.decision_label = labels.get(line.decision, "")

    @api.depends("state", "move_ids.state", "credit_line_ids.parent_state", "repair_ids.state")
    def _compute_still_open(self):
        for line in self:
            line.still_open = ", ".join(line._get_open_things()) if line.state == "decided" else ""

    def _get_open_things(self):
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        if moves.filtered(lambda move: move.location_id.usage == "customer"):
            yield self.env._("goods expected")
        if moves.filtered(lambda move: move.location_dest_id.usage == "customer"):
            yield self.env._("to deliver")
        if self.repair_ids.filtered(lambda repair: repair.state not in ("done", "cancel")):
            yield self.env._("in repair")
        if self.credit_line_ids.filtered(lambda credit: credit.parent_state == "draft"):
            yield self.env._("credit note to post")

    # --- doors ------------------------------------------------------------------------------------

    def _get_guarded_message(self, labels):
        return self.env._(
            "%(fields)s: this follows from the case and its decision. Use its buttons.",
            fields=labels,
        )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        lines._check_sale()
        return lines

    def write(self, vals):
        fixed = self._get_fixed() & vals.keys()
        for line in self if fixed else ():
            if line.state != "draft" and line._would_change(vals):
                raise UserError(
                    self.env._(
                        "%(line)s of %(case)s is decided, and documents were made of it. "
                        "Undo the decision to change it.",
                        line=line.display_name,
                        case=line.case_id.name,
                    )
                )
            if line._would_change(vals):
                line._check_open()
        result = super().write(vals)
        if "case_id" in vals:
            self._check_open()
        if self._get_source_fields() & vals.keys():
            self._check_sale()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_open()

    def _check_open(self):
        for case in self.case_id.filtered(lambda one: one.state in ("done", "cancelled")):
            raise UserError(
                self.env._(
                    "%(case)s is closed: open it again to change its products.",
                    case=case.display_name,
                )
            )

    @api.model
    def _get_fixed(self):
        """What stays as it was decided."""
        return FIXED

    @api.model
    def _get_source_fields(self):
        """What has to be of one sale."""
        return {"sale_line_id", "invoice_line_id", "lot_id", "product_id", "case_id"}

    def _would_change(self, vals):
        return any(
            self._fields[name].convert_to_write(self[name], self) != (vals[name] or False)
            for name in self._get_fixed() & vals.keys()
            if (self[name] or vals[name])
        )

    # --- deciding ---------------------------------------------------------------------------------

    def action_decide(self):
        return self._fire("decide")

    def action_undo(self):
        return self._fire("undo")

    def action_quote_repair(self):
        """Offer the repair to the customer; the case waits for his answer."""
        self.ensure_one()
        if not self.repair_ids:
            raise UserError(
                self.env._("%(line)s: decide to repair it first.", line=self.display_name)
            )
        self.check_access("write")
        # sudo: a technician offers his repair, without rights on all orders
        self.repair_ids[0].sudo().action_create_sale_order()
        action = self.repair_ids[0].action_view_sale_order()
        if self.case_id.state in ("new", "progress"):
            self.case_id._fire("wait")
        return action

    def _guard_decide(self):
        # whoever changes customer or state of the case at this moment starts again, or this does
        self.env["suite.concurrency"]._take(self.case_id)
        self._check_open()
        self._check_sale()
        self._check_manager()
        if not self.decision:
            raise UserError(
                self.env._("%(line)s: choose what is done about it.", line=self.display_name)
            )
        if self.decision == "reject" and not self.reject_reason:
            raise UserError(
                self.env._(
                    "%(line)s: tell the customer why it is rejected.", line=self.display_name
                )
            )
        if not self.case_id.partner_id and self.decision != "reject":
            raise UserError(
                self.env._("%(case)s: name the customer first.", case=self.case_id.display_name)
            )
        if self.decision != "reject":
            self._guard_kit()
        if self.decision in SETTLING:
            self._guard_quantity()
            self._guard_undelivered()

    def _check_manager(self):
        """A technician gives no money back, and nothing that is worth more."""
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        if self.decision in MONEY:
            raise AccessError(
                self.env._(
                    "Only a manager of the after-sales team gives money back (%(case)s).",
                    case=self.case_id.display_name,
                )
            )
        if self.decision == "replace" and self._is_dearer():
            raise AccessError(
                self.env._(
                    "Only a manager of the after-sales team replaces %(line)s by the dearer "
                    "%(product)s (%(case)s).",
                    line=self.display_name,
                    product=self.replacement_id.display_name,
                    case=self.case_id.display_name,
                )
            )

        if self.decision == "replace" and self._is_owned_by_another():
            raise AccessError(
                self.env._(
                    "%(line)s was last delivered to somebody else than the customer of %(case)s: "
                    "only a manager of the after-sales team replaces it.",
                    line=self.lot_id.display_name,
                    case=self.case_id.display_name,
                )
            )

    def _is_dearer(self):
        """Whether what goes out costs more than what was sold, by its price or by its cost."""
        own = self.with_company(self.company_id)
        given, sold = own.replacement_id, own.product_id
        if not given or given == sold:
            return False
        return any(
            given.uom_id._compute_price(given[name], self.uom_id) > sold[name] + EPSILON
            for name in ("lst_price", "standard_price")
        )

    def _effect_decide(self):
        if self.case_id.state == "new":
            self.case_id._fire("take")
        own = self.sudo()  # sudo: what follows from a decision is the server's
        own.decided_on = fields.Datetime.now()
        getattr(own, f"_settle_{self.decision}")()

    def _settle_reject(self):
        """Nothing follows but the answer to the customer."""

    def _guard_undo(self):
        self.env["suite.concurrency"]._take(self.case_id)
        self._check_open()
        own = self.sudo()  # sudo: documents of all kinds are looked at, not shown
        own._guard_undo_credit()
        own._guard_undo_goods()

    def _effect_undo(self):
        own = self.sudo()  # sudo: what a decision made, its undoing takes back
        own._withdraw_credit()
        own._withdraw_goods()
        own.write({"decided_on": False, "credit_amount": 0, "goods_cost": 0})
