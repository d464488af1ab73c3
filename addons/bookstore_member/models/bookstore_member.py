from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import LazyTranslate, format_date

from odoo.addons.suite_base.core.workflow import Transition, Workflow

from ..core.months import LAST_DAY, find_first_due

_lt = LazyTranslate(__name__)
MANAGER = "bookstore_deposit.group_bookstore_manager"
WORKFLOW = Workflow(
    field="state",
    starts=("active",),
    transitions={
        "pause": Transition(
            label=_lt("Pause"), sources=("active",), target="paused", effect="_apply_discount"
        ),
        "resume": Transition(
            label=_lt("Resume"), sources=("paused",), target="active", effect="_effect_resume"
        ),
        "end": Transition(
            label=_lt("End"),
            sources=("active", "paused"),
            target="ended",
            groups=(MANAGER,),
            guard="_guard_end",
            effect="_effect_end",
        ),
        "return": Transition(
            label=_lt("Member again"),
            sources=("ended",),
            target="active",
            groups=(MANAGER,),
            effect="_effect_resume",
        ),
    },
    tones={"active": "green", "paused": "orange", "ended": "grey"},
)


class BookstoreMember(models.Model):
    """A person who pays the bookshop a fixed amount each month and takes books for it.

    The wallet is Odoo's: one card of the company's eWallet program. What is on it follows from
    documents, see ``loyalty_card_ledger.py``.
    """

    _name = "bookstore.member"
    _description = "Member"
    _inherit = ["suite.guard.mixin", "suite.workflow.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "name desc, id desc"
    _check_company_auto = True
    _guarded_fields = frozenset(
        ["name", "card_id", "date_end", "end_choice", "price_list_id", "former_price_list_id"]
    )
    _fixed_fields = frozenset(["company_id", "partner_id"])

    name = fields.Char("Number", default="/", copy=False, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Member",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    phone = fields.Char(related="partner_id.phone", string="Member's Telephone")
    email = fields.Char(related="partner_id.email", string="Member's Mail")
    date_start = fields.Date(
        "Joined on", required=True, default=fields.Date.context_today, copy=False, tracking=True
    )
    date_end = fields.Date("Left on", readonly=True, copy=False)
    amount = fields.Monetary("Contribution a Month", required=True, tracking=True)
    day = fields.Integer(
        "Day of the Month", required=True, default=5, help="From 1 to 28: every month has it."
    )
    next_date = fields.Date(
        "Next Contribution",
        compute="_compute_next_date",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The contribution of that month is called on that day, the following ones month by"
        " month. A day that is over calls the months since then.",
    )
    method = fields.Selection(
        [
            ("transfer", "Standing order"),
            ("debit", "Direct debit"),
            ("card", "Bank card"),
            ("counter", "At the counter"),
        ],
        "How It Is Paid",
        required=True,
        default="transfer",
        tracking=True,
    )
    discount = fields.Float(
        "Discount (%)",
        digits=(4, 2),
        tracking=True,
        help="Given by a price list while the membership is active. At most 5 %: no more is lawful"
        " on new books (law 81-766, art. 1). Paying with the wallet is a payment, no discount.",
    )
    state = fields.Selection(
        [("active", "Active"), ("paused", "Paused"), ("ended", "Ended")],
        required=True,
        default="active",
        readonly=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    price_list_id = fields.Many2one(
        "product.pricelist", "Price List of the Discount", readonly=True, copy=False
    )
    former_price_list_id = fields.Many2one(
        "product.pricelist",
        "Price List Before",
        readonly=True,
        copy=False,
        help="The person's own one, which comes back when the discount ends.",
    )
    end_choice = fields.Selection(
        [("kept", "Kept until it is used"), ("paid_back", "Paid back")],
        "Rest of the Wallet",
        readonly=True,
        copy=False,
    )
    card_id = fields.Many2one(
        "loyalty.card", "Wallet", readonly=True, copy=False, index=True, ondelete="restrict"
    )
    balance = fields.Monetary(
        "In the Wallet", compute="_compute_balance", store=True, compute_sudo=True
    )
    history_ids = fields.One2many(related="card_id.history_ids", string="Movements")
    contribution_ids = fields.One2many("bookstore.member.contribution", "member_id")
    statement_ids = fields.One2many("bookstore.member.statement", "member_id")
    unpaid = fields.Monetary(
        "Not Paid Yet", compute="_compute_unpaid", store=True, compute_sudo=True
    )
    note = fields.Char("Comment")

    _partner_unique = models.Constraint(
        "UNIQUE (company_id, partner_id)",
        "This person is a member already. Open that record; a membership that ended goes on with"
        " “Member again”.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "The contribution is more than nothing."
    )
    _day_possible = models.Constraint(
        f"CHECK (day BETWEEN 1 AND {LAST_DAY})", "Choose a day from 1 to 28: every month has it."
    )
    _discount_lawful = models.Constraint(
        "CHECK (discount BETWEEN 0 AND 5)",
        "The price of new books may be lowered by 5 % at most (law 81-766, art. 1). Give 5 or less.",
    )

    @api.depends("partner_id", "name")
    def _compute_display_name(self):
        for member in self:
            member.display_name = member.partner_id.name or member.name

    @api.depends("date_start", "day")
    def _compute_next_date(self):
        """Before the first one it follows the day of joining, from today on: months that are over
        are called if somebody types the day. Later only its day may change.
        """
        for member in self.filtered("date_start"):
            day = min(max(member.day, 1), LAST_DAY)
            if member.contribution_ids and member.next_date:
                member.next_date = member.next_date.replace(day=day)
            else:
                start = max(member.date_start, fields.Date.context_today(member))
                member.next_date = find_first_due(start, day)

    @api.depends("card_id.points")
    def _compute_balance(self):
        for member in self:
            member.balance = member.card_id.points

    @api.depends("contribution_ids.to_pay")
    def _compute_unpaid(self):
        for member in self:
            member.unpaid = sum(member.contribution_ids.mapped("to_pay"))

    @api.constrains("next_date", "state")
    def _check_next_date(self):
        for member in self:
            if member.state == "active" and not member.next_date:
                raise ValidationError(
                    self.env._(
                        "When is the next contribution of %s due? Give the day, or pause the"
                        " membership.",
                        member.display_name,
                    )
                )

    def _get_workflow(self):
        return WORKFLOW

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._check_months_over()
        for company, own in members.grouped("company_id").items():
            company._bookstore_member_activate()
            for member in own.sudo():  # sudo: the wallet and the price list follow from joining
                member._open_wallet()
                member._apply_discount()
        return members

    def write(self, vals):
        if self._fixed_fields.intersection(vals) and not self.env.su:
            self._check_fixed(vals)
        result = super().write(vals)
        if "next_date" in vals:
            self._check_months_over()
        if "discount" in vals:
            self._apply_discount()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for member in self:
            # sudo: who deletes may not read cards
            if member.contribution_ids or member.sudo().card_id.history_ids:
                raise UserError(
                    self.env._(
                        "%s has contributions or movements, which are kept. End the membership"
                        " instead.",
                        member.display_name,
                    )
                )

    def _check_fixed(self, vals):
        for member in self:
            for name in self._fixed_fields.intersection(vals):
                if member[name].id != vals[name]:
                    raise UserError(
                        self.env._(
                            "The membership of %s stays that of this person in this bookshop. End"
                            " it, and take a new member.",
                            member.display_name,
                        )
                    )

    def _check_months_over(self):
        """A year typed wrong would be dozens of invoices in one night. No constraint: those are su."""
        if self.env.su:  # the run, which goes on where it was
            return
        earliest = fields.Date.context_today(self) - relativedelta(years=1)
        for member in self.filtered("next_date"):
            joined = member.date_start.replace(day=1)
            if member.next_date < max(earliest, joined):
                raise ValidationError(
                    self.env._(
                        "Contributions of %(name)s would be called from %(day)s on. Give a day after"
                        " the person joined, and no more than a year ago.",
                        name=member.display_name,
                        day=format_date(self.env, member.next_date),
                    )
                )

    def _open_wallet(self):
        """The card that the person has already, or a new one."""
        program = self.company_id.bookstore_member_program_id
        cards = self.env["loyalty.card"]
        found = cards.search(
            [("program_id", "=", program.id), ("partner_id", "=", self.partner_id.id)], limit=1
        )
        sequences = self.env["ir.sequence"].with_company(self.company_id)
        self.write(
            {
                "name": sequences.next_by_code(self._name),
                "card_id": (
                    found
                    or cards.create({"program_id": program.id, "partner_id": self.partner_id.id})
                ).id,
            }
        )

    def _apply_discount(self):
        """The price list of the discount is the person's while the membership is active; the one
        before comes back.
        """
        for member in self.sudo():  # sudo: who takes a member may not write price lists
            company = member.company_id
            partner = member.partner_id.with_company(company)
            if member.state == "active" and member.discount:
                price_list = company._bookstore_member_get_price_list(member.discount)
                company._bookstore_member_show_price_lists(price_list)
                former = partner.specific_property_product_pricelist
                if not former.bookstore_member_discount:
                    member.former_price_list_id = former
                partner.specific_property_product_pricelist = price_list
                member.price_list_id = price_list
            elif partner.specific_property_product_pricelist.bookstore_member_discount:
                former = member.former_price_list_id.filtered("active")
                partner.specific_property_product_pricelist = former

    # -- workflow ------------------------------------------------------------------------------

    def action_pause(self):
        """No contribution is called until it resumes; the wallet stays usable, the discount not."""
        return self._fire("pause")

    def action_resume(self):
        """Contributions are called again from now on; those of the pause are not asked for."""
        return self._fire("resume")

    def action_return(self):
        """Somebody who left is a member again."""
        return self._fire("return")

    def _effect_resume(self):
        today = fields.Date.context_today(self)
        if not self.next_date or self.next_date < today:
            self.next_date = find_first_due(today, self.day)
        self.sudo().write({"date_end": False, "end_choice": False})  # sudo: by this button only
        self._apply_discount()

    # -- ways to other records -------------------------------------------------------------------

    def action_view_contributions(self):
        """All contributions of this member."""
        return self._open_own("bookstore_member.bookstore_member_contribution_action")

    def action_view_statements(self):
        """All statements of this member."""
        return self._open_own("bookstore_member.bookstore_member_statement_action")

    def _open_own(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        return action | {"domain": [("member_id", "=", self.id)], "context": {}}
