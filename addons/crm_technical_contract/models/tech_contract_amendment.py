from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate
from odoo.tools.misc import format_date

from odoo.addons.suite_base.core.compose import compose_action
from odoo.addons.suite_base.core.workflow import Transition, Workflow

from ..core.amendments import changed, rebase
from .tech_contract_amending import AMENDABLE, LIMITED, PRICE

_lt = LazyTranslate(__name__)
SALES = ("sales_team.group_sale_salesman",)
WORKFLOW = Workflow(
    field="state",
    starts=("draft",),
    transitions={
        "agree": Transition(
            label=_lt("Agreed"),
            sources=("draft",),
            target="agreed",
            groups=SALES,
            guard="_guard_agree",
            effect="_effect_agree",
        ),
        "enforce": Transition(
            label=_lt("In Force"), sources=("agreed",), target="in_force", by_hand=False
        ),
        "cancel": Transition(
            label=_lt("Cancel"), sources=("draft",), target="cancelled", groups=SALES
        ),
        "call_off": Transition(
            label=_lt("Called Off by Both Sides"),
            sources=("agreed",),
            target="cancelled",
            groups=("sales_team.group_sale_manager",),
        ),
    },
    tones={"agreed": "blue", "in_force": "green", "cancelled": "grey"},
    deletable=("draft",),
)
MACHINE = frozenset({"number", "base", "before", "after"})
"""What follows from the contract and its buttons."""
SAID = frozenset(AMENDABLE) | {"date_from", "reason"}
"""What both sides agree to."""


class TechContractAmendment(models.Model):
    """A change of what a contract says from a day on; both versions are kept."""

    _name = "tech.contract.amendment"
    _description = "Contract Amendment"
    _inherit = [
        "tech.contract.part",
        "suite.workflow.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _guarded_fields = MACHINE
    _kept_files = "document_ids"
    _limited_fields = ("date_from", *LIMITED)
    _order = "contract_id, number desc"

    name = fields.Char(compute="_compute_name")
    contract_id = fields.Many2one(
        "tech.contract", required=True, index=True, ondelete="cascade", readonly=True
    )
    number = fields.Integer(readonly=True, copy=False, aggregator=None)
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    user_id = fields.Many2one(related="contract_id.user_id", store=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("agreed", "Agreed"),
            ("in_force", "In force"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        copy=False,
        index=True,
    )
    date_from = fields.Date(
        string="In Force From",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="First day on which the new version holds.",
    )
    reason = fields.Char(help="Why the contract changes; the customer reads it.")
    amount = fields.Monetary(string="Amount Without Tax")
    recurrence = fields.Selection(lambda self: self._get_choices("recurrence"), required=True)
    renewal = fields.Selection(lambda self: self._get_choices("renewal"), required=True)
    renewal_months = fields.Integer(string="Renewed For (Months)")
    notice_months = fields.Integer(string="Notice (Months)")
    notice_days = fields.Integer(string="Notice (Days)")
    index_id = fields.Many2one("tech.index", string="Revised By")
    limit_rise = fields.Boolean(string="Limited Rise")
    max_rise = fields.Float(string="Rise at Most (%)")
    limit_fall = fields.Boolean(string="Limited Fall")
    max_fall = fields.Float(string="Fall at Most (%)")
    terms_text = fields.Html(string="Conditions")
    line_ids = fields.One2many("tech.contract.amendment.line", "amendment_id", string="Covers")
    document_ids = fields.Many2many("ir.attachment", string="Signed Documents")
    base = fields.Json(readonly=True, copy=False)
    before = fields.Json(readonly=True, copy=False)
    after = fields.Json(readonly=True, copy=False)
    comparison_html = fields.Html(
        string="Both Versions", compute="_compute_comparison_html", sanitize=False
    )

    _one_number = models.UniqueIndex(
        "(contract_id, number)", "Somebody wrote another amendment just now: try again."
    )

    def _get_workflow(self):
        return WORKFLOW

    @api.model
    def _get_choices(self, name):
        return self.env["tech.contract"]._fields[name]._description_selection(self.env)

    @api.depends("number", "contract_id.name")
    @api.depends_context("lang")
    def _compute_name(self):
        for one in self:
            one.name = self.env._(
                "Amendment %(number)s to %(contract)s",
                number=one.number,
                contract=one.contract_id.name,
            )

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            one.display_name = one.name

    @api.depends("state", "contract_id", *AMENDABLE)
    @api.depends_context("lang")
    def _compute_comparison_html(self):
        for one in self:
            one.comparison_html = self.env["ir.qweb"]._render(
                "crm_technical_contract.comparison_table", {"rows": one._get_rows()}
            )

    @api.model_create_multi
    def create(self, vals_list):
        amendments = super().create(
            [
                self.env["tech.contract"].browse(vals.get("contract_id"))._prepare_amendment()
                | vals
                for vals in vals_list
            ]
        )
        for one in amendments:
            # sudo: what the amendment started from is no choice
            one.sudo().write(
                {
                    "base": one.contract_id._get_version(),
                    "number": max(one.contract_id.amendment_ids.mapped("number"), default=0) + 1,
                }
            )
        return amendments

    def write(self, vals):
        if not self.env.su and not SAID.isdisjoint(vals) and set(self.mapped("state")) != {"draft"}:
            raise UserError(self.env._("What was agreed stays as it was: write another amendment."))
        return super().write(vals)

    def _is_settled(self):
        return self.state != "draft"

    def _get_guarded_message(self, labels):
        return self.env._("The versions of an amendment follow from its contract and its buttons.")

    # --- what people do ---------------------------------------------------------------------------

    def action_agree(self):
        return self._fire("agree")

    def action_cancel(self):
        return self._fire("cancel")

    def action_call_off(self):
        return self._fire("call_off")

    def action_send(self):
        """Write to the customer, with both versions side by side as a PDF."""
        self.ensure_one()
        return compose_action(self, "crm_technical_contract.mail_template_amendment")

    def _guard_agree(self):
        for one in self:
            contract = one.contract_id
            contract._check_amendable()
            if not changed(one.base, one._get_version()):
                raise UserError(
                    self.env._("%(amendment)s changes nothing yet.", amendment=one.name)
                )
            first = max(
                [
                    *contract.term_ids.sorted("date_start")[-1:].mapped("date_start"),
                    *contract._get_amendments_in_force().mapped("date_from"),
                ]
            )
            if one.date_from < first:
                raise UserError(
                    self.env._(
                        "%(amendment)s begins before %(day)s: what was in force until then is "
                        "not changed any more.",
                        amendment=one.name,
                        day=format_date(self.env, first),
                    )
                )
            if one.amount < 0 or (one.renewal == "tacit" and one.renewal_months < 1):
                raise UserError(
                    self.env._("An amount is not negative, and a renewal has a month at least.")
                )

    def _effect_agree(self):
        for one in self:
            one.contract_id._enforce_amendments(fields.Date.context_today(one))

    def _enforce(self):
        """Make the contract what was agreed; keep what it was."""
        self.ensure_one()
        contract = self.contract_id.sudo()  # sudo: the amendment was agreed by who may
        before = contract._get_version()
        after = rebase(self.base, self._get_version(), before)
        names = changed(before, after)
        self.sudo().write({"before": before, "after": after})  # sudo: both versions are kept
        self._fire("enforce")
        contract._become(after, names)
        if not PRICE.isdisjoint(names):
            term = contract.term_ids.sorted("date_start")[-1:]
            value = contract.index_id._get_value(self.date_from)
            term.write(
                {
                    "amount": contract.amount,
                    "index_value_id": value.id,
                    "needs_revision": False,
                    "explanation": self.name,
                }
            )
        contract.message_post(
            body=self.env._(
                "%(amendment)s is in force from %(day)s.",
                amendment=self.name,
                day=format_date(self.env, self.date_from),
            )
        )

    # --- both versions ----------------------------------------------------------------------------

    def _get_version(self):
        return self.env["tech.contract"]._read_version(self)

    def _get_versions(self):
        """Return what holds until then and what holds from then on."""
        self.ensure_one()
        if self.after:
            return self.before, self.after
        current = self.contract_id._get_version()
        return current, rebase(self.base or current, self._get_version(), current)

    def _get_rows(self):
        """Return ``[(what, before, after, whether it changed)]`` in the language of the reader."""
        before, after = self._get_versions()
        differing = changed(before, after)
        contract = self.contract_id
        return [
            (
                contract._get_label(name),
                contract._tell_value(name, before.get(name)),
                contract._tell_value(name, value),
                name in differing,
            )
            for name, value in after.items()
            if name in differing or contract._is_told(name, value)
        ]
