from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import LazyTranslate
from odoo.tools.misc import format_date

from odoo.addons.suite_base.core.workflow import Transition, Workflow

from ..core.prices import monthly
from ..core.terms import last_day_for_notice, terms

_lt = LazyTranslate(__name__)
SALES = ("sales_team.group_sale_salesman",)
WORKFLOW = Workflow(
    field="state",
    starts=("draft",),
    transitions={
        "start": Transition(
            label=_lt("Start"),
            sources=("draft",),
            target="active",
            groups=SALES,
            guard="_guard_start",
            effect="_effect_start",
        ),
        "give_notice": Transition(
            label=_lt("Notice Given"),
            sources=("active",),
            target="notice",
            groups=SALES,
            guard="_guard_notice",
            effect="_effect_notice",
        ),
        "withdraw_notice": Transition(
            label=_lt("Withdraw the Notice"),
            sources=("notice",),
            target="active",
            groups=SALES,
            effect="_effect_withdraw",
        ),
        "reopen": Transition(
            label=_lt("Open Again"),
            sources=("ended",),
            target="active",
            groups=("sales_team.group_sale_manager",),
            guard="_guard_reopen",
            effect="_effect_reopen",
        ),
        "terminate": Transition(
            label=_lt("End Now"),
            sources=("active", "notice"),
            target="ended",
            groups=("sales_team.group_sale_manager",),
            effect="_effect_terminate",
        ),
        "expire": Transition(
            label=_lt("End of Term"),
            sources=("active", "notice"),
            target="ended",
            by_hand=False,
        ),
        "cancel": Transition(
            label=_lt("Cancel"), sources=("draft",), target="cancelled", groups=SALES
        ),
    },
    tones={"active": "green", "notice": "orange", "ended": "grey", "cancelled": "grey"},
    deletable=("draft", "cancelled"),
)
FIXED = ("first_months", "partner_id", "company_id")
"""What a contract that runs keeps until its end."""
NOTICE = ("notice_date", "notice_by")
"""What holds once it was given, until it is taken back."""
LIMITED = (
    *("amount", "first_months", "renewal_months", "notice_months", "notice_days"),
    *("max_rise", "max_fall", "date_start", "notice_date"),
)
MACHINE = frozenset({"name", "leaving_on", "is_paused", "informed_on"})
"""What follows from numbering, notices, letters and pauses."""


class TechContract(models.Model):
    """What a customer and we promised each other, for how long, and how one of us gets out."""

    _name = "tech.contract"
    _description = "Customer Contract"
    _inherit = [
        "suite.guard.mixin",
        "tech.contract.limits",
        "suite.workflow.mixin",
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _guarded_fields = MACHINE
    _limited_fields = LIMITED
    _order = "date_end, id"
    _check_company_auto = True

    name = fields.Char(
        string="Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    title = fields.Char(required=True, tracking=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, tracking=True
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index=True
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
    order_id = fields.Many2one(
        "sale.order",
        string="From the Order",
        check_company=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("active", "Running"),
            ("notice", "Notice given"),
            ("ended", "Ended"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        copy=False,
        index=True,
    )
    is_consumer = fields.Boolean(
        string="Consumer",
        compute="_compute_is_consumer",
        store=True,
        readonly=False,
        tracking=True,
        help="A consumer is told in time that he may refuse the renewal.",
    )
    date_start = fields.Date(
        string="First Day",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
    )
    first_months = fields.Integer(string="First Term (Months)", default=12, required=True)
    renewal = fields.Selection(
        [
            ("tacit", "By itself, unless notice is given"),
            ("none", "Not: it ends"),
        ],
        default="tacit",
        required=True,
        tracking=True,
    )
    renewal_months = fields.Integer(string="Renewed For (Months)", default=12)
    notice_months = fields.Integer(string="Notice (Months)", default=2, tracking=True)
    notice_days = fields.Integer(string="Notice (Days)", tracking=True)
    amount = fields.Monetary(
        string="Amount Without Tax", tracking=True, help="Of each period, in the current term."
    )
    recurrence = fields.Selection(
        [
            ("month", "every month"),
            ("quarter", "every quarter"),
            ("half", "every six months"),
            ("year", "every year"),
        ],
        default="year",
        required=True,
    )
    mrr = fields.Monetary(string="MRR", compute="_compute_mrr", store=True, help="A month.")
    arr = fields.Monetary(string="ARR", compute="_compute_mrr", store=True, help="A year.")
    index_id = fields.Many2one("tech.index", string="Revised By", tracking=True)
    limit_rise = fields.Boolean(string="Limited Rise")
    max_rise = fields.Float(string="Rise at Most (%)")
    limit_fall = fields.Boolean(string="Limited Fall")
    max_fall = fields.Float(string="Fall at Most (%)")
    term_ids = fields.One2many("tech.contract.term", "contract_id", string="Terms", readonly=True)
    line_ids = fields.One2many("tech.contract.line", "contract_id", string="Covers", copy=True)
    obligation_ids = fields.One2many(
        "tech.contract.obligation", "contract_id", string="Obligations", copy=True
    )
    date_end = fields.Date(
        string="Last Day",
        compute="_compute_dates",
        store=True,
        help="Of the current term; of the contract once notice was given.",
    )
    last_notice_day = fields.Date(
        string="Last Day for Notice",
        compute="_compute_dates",
        store=True,
        help="A notice given later ends the term after this one.",
    )
    inform_from = fields.Date(compute="_compute_dates", store=True)
    inform_until = fields.Date(compute="_compute_dates", store=True)
    informed_on = fields.Date(
        string="Customer Informed On", copy=False, tracking=True, groups="base.group_user"
    )
    notice_date = fields.Date(string="Notice Given On", copy=False, tracking=True)
    notice_by = fields.Selection(
        [("customer", "Customer"), ("us", "Us")], copy=False, tracking=True
    )
    leaving_on = fields.Date(
        string="Ends On", readonly=True, copy=False, help="Last day, because of the notice."
    )
    needs_revision = fields.Boolean(
        string="To Be Revised",
        compute="_compute_needs_revision",
        store=True,
        help="The index of the current term is not known yet: the amount is the old one.",
    )
    document_ids = fields.Many2many(
        "ir.attachment", string="Documents for the Customer", help="Shown on his portal page."
    )
    terms_text = fields.Html(string="Conditions")
    note = fields.Html(string="Internal Note", groups="base.group_user")

    _months_positive = models.Constraint(
        "CHECK (first_months > 0 AND renewal_months >= 0 AND notice_months >= 0 AND "
        "notice_days >= 0)",
        "A term has at least one month; a notice cannot be negative.",
    )

    def _get_workflow(self):
        return WORKFLOW

    @api.depends("partner_id")
    def _compute_is_consumer(self):
        for contract in self:
            partner = contract.partner_id.commercial_partner_id
            contract.is_consumer = bool(partner) and not partner.is_company and not partner.vat

    @api.depends("amount", "recurrence", "state", "is_paused")
    def _compute_mrr(self):
        for contract in self:
            running = contract.state in ("active", "notice") and not contract.is_paused
            contract.mrr = monthly(contract.amount, contract.recurrence) if running else 0.0
            contract.arr = 12 * contract.mrr

    @api.depends("term_ids.needs_revision")
    def _compute_needs_revision(self):
        for contract in self:
            contract.needs_revision = any(contract.term_ids.mapped("needs_revision"))

    @api.depends(
        "date_start",
        "first_months",
        "renewal",
        "renewal_months",
        "notice_months",
        "notice_days",
        "leaving_on",
        "term_ids.date_end",
        "is_consumer",
        "company_id.tech_contract_inform_earliest",
        "company_id.tech_contract_inform_latest",
    )
    def _compute_dates(self):
        for contract in self:
            end = contract.leaving_on or max(contract.term_ids.mapped("date_end"), default=None)
            reckonable = contract.first_months > 0 and not contract._find_beyond()
            if not end and contract.date_start and reckonable:
                end = next(terms(contract.date_start, contract.first_months, 0)).end
            contract.date_end = end
            contract.last_notice_day = contract.inform_from = contract.inform_until = False
            if not end or contract.renewal == "none" or contract.leaving_on or not reckonable:
                continue
            last = last_day_for_notice(end, contract.notice_months, contract.notice_days)
            contract.last_notice_day = last
            if contract.is_consumer:
                contract.inform_from, contract.inform_until = contract._get_inform_window(end)

    def _compute_access_url(self):
        super()._compute_access_url()
        for contract in self:
            contract.access_url = f"/my/customer-contracts/{contract.id}"

    @api.depends("name", "title")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = f"{contract.name} – {contract.title}"

    @api.constrains("renewal", "renewal_months")
    def _check_renewal(self):
        for contract in self:
            if contract.renewal == "tacit" and contract.renewal_months < 1:
                raise ValidationError(
                    self.env._(
                        "%(contract)s renews itself: say for how many months.",
                        contract=contract.title,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        for contract in contracts:
            sequences = self.env["ir.sequence"].with_company(contract.company_id)
            contract.sudo().name = sequences.next_by_code("tech.contract")  # sudo: no choice
        return contracts

    def _get_guarded_message(self, labels):
        return self.env._(
            "%(fields)s of a contract cannot be typed: they follow from its terms, its notice, its "
            "pauses and its letters. Use its buttons.",
            fields=labels,
        )

    def write(self, vals):
        self._check_guarded(vals)
        for contract in self.filtered(lambda one: one.state not in ("draft", "cancelled")):
            contract._check_promised(vals)
        return super().write(vals)

    def _check_promised(self, vals):
        """Refuse what a contract that runs keeps, and what only an amendment changes."""
        start = fields.Date.to_date(vals.get("date_start", self.date_start))
        if start != self.date_start or self._is_changing(FIXED, vals):
            raise UserError(
                self.env._(
                    "%(contract)s is running: its customer, first day and first term are promised. "
                    "End it and make another one.",
                    contract=self.name,
                )
            )
        if not self.env.su and self.state != "active" and self._is_changing(NOTICE, vals):
            raise UserError(
                self.env._(
                    "The notice of %(contract)s stands as it was given: withdraw it first.",
                    contract=self.name,
                )
            )
        if not self.env.su and self._is_changing(self._get_amendable(), vals):
            raise UserError(
                self.env._(
                    "%(contract)s is running: what was agreed is changed by an amendment, which "
                    "keeps both versions.",
                    contract=self.name,
                )
            )

    def _is_changing(self, names, vals):
        return any(
            self._fields[name].type == "one2many"
            or self._fields[name].convert_to_write(self[name], self)
            != self._fields[name].convert_to_write(
                self._fields[name].convert_to_cache(vals[name], self), self
            )
            for name in names
            if name in vals
        )

    # --- what people do ---------------------------------------------------------------------------

    def action_start(self):
        return self._fire("start")

    def action_give_notice(self):
        return self._fire("give_notice")

    def action_withdraw_notice(self):
        return self._fire("withdraw_notice")

    def action_terminate(self):
        return self._fire("terminate")

    def action_reopen(self):
        """Take a mistaken end back: of a notice that was mistyped, or of *End Now*."""
        return self._fire("reopen")

    def action_cancel(self):
        return self._fire("cancel")

    def action_view_portal(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.get_portal_url(), "target": "new"}

    def _guard_start(self):
        for contract in self:
            if contract.amount < 0:
                raise UserError(
                    self.env._(
                        "The amount of %(contract)s is negative: correct it.",
                        contract=contract.display_name,
                    )
                )

    def _effect_start(self):
        for contract in self:
            first = next(terms(contract.date_start, contract.first_months, 0))
            self.env["tech.contract.term"].sudo().create(  # sudo: terms are written by code only
                contract._prepare_term_vals(first, contract.first_months, contract.amount)
                | {"index_value_id": contract.index_id._get_value(first.start).id}
            )
            contract._renew_until(fields.Date.context_today(contract))

    def _guard_notice(self):
        today = fields.Date.context_today(self)
        for contract in self.filtered("notice_date"):
            if contract.notice_date > today:
                raise UserError(
                    self.env._(
                        "The notice of %(contract)s is of a day to come: correct it.",
                        contract=contract.display_name,
                    )
                )
            known = fields.Date.to_date(contract.create_date)  # signed for a day to come
            if contract.notice_date < min(contract.date_start, known):
                raise UserError(
                    self.env._(
                        "The notice of %(contract)s is of a day before its first one: correct it.",
                        contract=contract.display_name,
                    )
                )

    def _effect_notice(self):
        for contract in self:
            day = contract.notice_date or fields.Date.context_today(contract)
            # sudo: the last day is written by the buttons only
            contract.sudo().write(
                {
                    "notice_date": day,
                    "notice_by": contract.notice_by or "customer",
                    "leaving_on": contract._get_leaving_day(day),
                }
            )
            contract._end_activities()

    def _guard_reopen(self):
        for contract in self.filtered(lambda one: not one.leaving_on):
            raise UserError(
                self.env._(
                    "%(contract)s ended because its term did: make another contract.",
                    contract=contract.display_name,
                )
            )

    def _effect_reopen(self):
        self._effect_withdraw()
        today = fields.Date.context_today(self)
        self._settle_pauses(today)
        for contract in self:
            contract._renew_until(today)

    def _effect_withdraw(self):
        self._forget_warnings()
        # sudo: the last day is written by the buttons only
        self.sudo().write({"leaving_on": False, "notice_date": False, "notice_by": False})

    def _effect_terminate(self):
        # sudo: the last day is written by the buttons only
        self.sudo().leaving_on = fields.Date.context_today(self)
        self._end_activities()

    def _end_activities(self):
        self.activity_unlink(
            [
                "crm_technical_contract.mail_activity_notice",
                "crm_technical_contract.mail_activity_inform",
            ]
        )

    # --- portal -----------------------------------------------------------------------------------

    def _tell_notice(self):
        """Tell the salesperson that the customer gave notice, and the customer that it arrived."""
        for contract in self:
            user = contract.user_id or contract.create_uid
            told = contract.with_context(lang=user.lang)
            contract.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=user.id,
                summary=told.env._("The customer gave notice"),
                note=told._tell_refund(),
            )
            heard = contract.with_context(lang=contract.partner_id.lang)
            body = heard.env._(
                "We received your notice. The contract ends on %(day)s.",
                day=format_date(heard.env, contract.leaving_on),
            )
            contract.message_post(
                # the customer, whose page it was, neither says it nor is left out
                author_id=user.partner_id.id,
                notify_author_mention=True,
                body=" ".join(filter(None, (body, heard._tell_refund()))),
                subtype_xmlid="mail.mt_comment",
                partner_ids=contract.partner_id.ids,
            )

    @api.model
    def _get_portal_domain(self, partner):
        return Domain("partner_id", "child_of", partner.commercial_partner_id.ids) & Domain(
            "state", "not in", ("draft", "cancelled")
        )
