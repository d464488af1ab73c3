from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import LazyTranslate
from odoo.tools.misc import format_date

from odoo.addons.suite_base.core.workflow import Transition, Workflow

from ..core.calendar import next_banking_day
from ..core.cfonb160 import BillError, BillRecord, Rib

_lt = LazyTranslate(__name__)

UNPAID_REASONS = [
    ("funds", "Insufficient funds"),
    ("opposed", "Contested by the customer"),
    ("order", "No order to pay"),
    ("account", "Account closed or wrong"),
    ("insolvency", "Insolvency proceedings"),
    ("other", "Other"),
]
LIQUID = ("asset_cash", "liability_credit_card")
"""Types of accounts that Odoo matches whether or not they are said to be matched."""
ACCOUNTANT = ("account.group_account_user", "account.group_account_manager")

WORKFLOW = Workflow(
    field="state",
    starts=("draft",),
    transitions={
        "send": Transition(
            label=_lt("Send for Acceptance"),
            sources=("draft",),
            target="sent",
            guard="_guard_amount",
        ),
        "accept": Transition(
            label=_lt("Into the Portfolio"),
            sources=("draft", "sent"),
            target="portfolio",
            guard="_guard_accept",
            effect="_book_acceptance",
        ),
        "remit": Transition(
            label=_lt("Remit"), sources=("portfolio",), target="remitted", by_hand=False
        ),
        "hand_back": Transition(
            label=_lt("Back from the Bank"),
            sources=("remitted",),
            target="portfolio",
            by_hand=False,
        ),
        "collect": Transition(
            label=_lt("Collect"), sources=("remitted",), target="collected", by_hand=False
        ),
        "open_again": Transition(
            label=_lt("Not Credited After All"),
            sources=("collected",),
            target="remitted",
            by_hand=False,
        ),
        "bounce": Transition(
            label=_lt("Unpaid"), sources=("remitted", "collected"), target="unpaid", by_hand=False
        ),
        "was_paid": Transition(
            label=_lt("Not Unpaid After All"),
            sources=("unpaid",),
            target="remitted",
            groups=ACCOUNTANT,
            guard="_guard_was_paid",
            effect="_take_back_unpaid",
        ),
        "cancel": Transition(
            label=_lt("Cancel"),
            sources=("draft", "sent", "portfolio"),
            target="cancelled",
            guard="_guard_cancel",
            effect="_take_back_acceptance",
        ),
    },
    tones={
        "draft": "grey",
        "sent": "orange",
        "collected": "green",
        "unpaid": "red",
        "cancelled": "grey",
    },
    deletable=("draft",),
)


class AccountBill(models.Model):
    """One bill of exchange or promissory note, from its drawing to its payment or return."""

    _name = "account.bill"
    _description = "Bill of Exchange"
    _inherit = ["account.bill.mixin"]
    _order = "date_payment, id"
    _check_company_auto = True
    _frozen = frozenset({"name", "partner_id", "date_due", "kind", "issue_date", "company_id"})
    _open_states = ("draft", "sent")
    _guarded_fields = frozenset(
        {
            "amount",
            "date_payment",
            "bank_journal_id",
            "acceptance_move_id",
            "bank_line_id",
            "credit_move_id",
            "unpaid_move_id",
            "unpaid_reason",
            "next_bill_id",
        }
    )

    name = fields.Char(string="Number", default="/", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Drawn"),
            ("sent", "For acceptance"),
            ("portfolio", "In portfolio"),
            ("remitted", "At the bank"),
            ("collected", "Collected"),
            ("unpaid", "Unpaid"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        copy=False,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, check_company=True
    )
    kind = fields.Selection(
        [
            ("lcr", "LCR (electronic)"),
            ("paper", "Bill on paper"),
            ("bor", "Promissory note (BOR)"),
        ],
        default="lcr",
        required=True,
    )
    accepted = fields.Boolean(
        compute="_compute_accepted",
        store=True,
        readonly=False,
        help="The customer signed it. A promissory note always is.",
    )
    line_ids = fields.One2many("account.move.line", "lcr_bill_id", string="Invoices", copy=False)
    amount = fields.Monetary(compute="_compute_amount", store=True)
    issue_date = fields.Date(required=True, default=fields.Date.context_today)
    date_due = fields.Date(string="Due Date", required=True, index=True)
    date_payment = fields.Date(
        string="Paid On",
        compute="_compute_date_payment",
        store=True,
        help="The due date, or the next day on which banks pay.",
    )
    partner_bank_id = fields.Many2one(
        "res.partner.bank",
        string="Customer's Account",
        compute="_compute_partner_bank_id",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id)]",
    )
    remittance_id = fields.Many2one(
        "account.bill.remittance",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    bank_journal_id = fields.Many2one(
        related="remittance_id.journal_id", string="Bank", store=True, index="btree_not_null"
    )
    acceptance_move_id = fields.Many2one("account.move", readonly=True, copy=False)
    bank_line_id = fields.Many2one(
        "account.move.line",
        string="Owed by the Bank",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    credit_move_id = fields.Many2one("account.move", readonly=True, copy=False)
    unpaid_move_id = fields.Many2one("account.move", readonly=True, copy=False)
    unpaid_reason = fields.Selection(UNPAID_REASONS, readonly=True, copy=False)
    next_bill_id = fields.Many2one(
        "account.bill", string="Drawn Again As", readonly=True, copy=False
    )

    def _get_workflow(self):
        return WORKFLOW

    @api.depends("kind")
    def _compute_accepted(self):
        for bill in self:
            bill.accepted = bill.kind == "bor" or bill.accepted

    @api.depends("line_ids.amount_residual", "state")
    def _compute_amount(self):
        """What its invoices still owe; from its sending on it stands on the bill."""
        for bill in self:
            if bill.state == "draft":
                bill.amount = sum(bill.line_ids.mapped("amount_residual"))
            else:
                bill.amount = bill._origin.amount or 0.0  # also in a form that shows bills

    @api.depends("date_due")
    def _compute_date_payment(self):
        for bill in self:
            bill.date_payment = bill.date_due and next_banking_day(bill.date_due)

    @api.depends("partner_id")
    def _compute_partner_bank_id(self):
        for bill in self:
            banks = bill.partner_id.commercial_partner_id.bank_ids
            bill.partner_bank_id = banks.filtered(
                lambda bank: (bank.sanitized_acc_number or "").startswith("FR")
            )[:1]

    @api.model_create_multi
    def create(self, vals_list):
        bills = super().create(vals_list)
        for bill in bills.filtered("remittance_id"):
            bill._check_remittance(bill.remittance_id.id)
        return bills

    def write(self, vals):
        if "remittance_id" in vals:
            self._check_remittance(vals["remittance_id"])
        return super().write(vals)

    def _get_frozen_message(self):
        return self.env._(
            "%(bill)s is in the books: its customer, dates and kind cannot change. "
            "Cancel it and draw another one.",
            bill=self.display_name,
        )

    def _check_remittance(self, remittance_id):
        new = self.env["account.bill.remittance"].browse(remittance_id or [])
        for bill in self:
            steady = all(one.state in ("draft", "cancelled") for one in bill.remittance_id | new)
            if not steady or (new and bill.state != "portfolio"):
                raise UserError(
                    self.env._(
                        "%(bill)s cannot join or leave this remittance: only bills in portfolio "
                        "and remittances in preparation can change.",
                        bill=bill.display_name,
                    )
                )
            if new and bill.remittance_id not in (new, new.browse()):
                raise UserError(
                    self.env._(
                        "%(bill)s is already in %(remittance)s.",
                        bill=bill.display_name,
                        remittance=bill.remittance_id.display_name,
                    )
                )

    # --- actions ------------------------------------------------------------------------------

    def action_send(self):
        return self._fire("send")

    def action_accept(self):
        return self._fire("accept")

    def action_cancel(self):
        return self._fire("cancel")

    def action_remit(self):
        """Prepare a remittance of these bills."""
        self.check_access("write")
        remittance = self.env["account.bill.remittance"].create(
            {
                "company_id": self.company_id[:1].id,
                "bill_ids": [Command.link(one) for one in self.ids],
            }
        )
        return remittance._get_form_action()

    def action_view_moves(self):
        self.ensure_one()
        moves = self.acceptance_move_id | self.credit_move_id | self.unpaid_move_id
        moves |= self.remittance_id.move_id | self.line_ids.move_id
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        return {**action, "domain": [("id", "in", moves.ids)], "context": {"create": False}}

    def _get_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("account_lcr_fr.account_bill_action")
        action["context"] = {}
        if len(self) == 1:
            return {**action, "views": [(False, "form")], "res_id": self.id}
        return {**action, "domain": [("id", "in", self.ids)]}

    # --- drawing ------------------------------------------------------------------------------

    @api.model
    def _draw(self, lines):
        """Draw bills for open lines: one for each customer and due date."""
        groups = lines.grouped(
            lambda line: (line.partner_id.commercial_partner_id, line.date_maturity or line.date)
        )
        return self.create(
            [
                self._prepare_bill_vals(partner, due, members)
                for (partner, due), members in groups.items()
            ]
        )

    def _prepare_bill_vals(self, partner, due, lines):
        return {
            "partner_id": partner.id,
            "company_id": lines.company_id.id,
            "date_due": due,
            "line_ids": [Command.link(line.id) for line in lines],
        }

    # --- guards -------------------------------------------------------------------------------

    def _guard_amount(self):
        if not self.line_ids or self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(
                self.env._(
                    "%(bill)s has no open invoice: choose what it shall pay.",
                    bill=self.display_name,
                )
            )
        if any(not line._lcr_is_debt_of(self) for line in self.line_ids):
            raise UserError(
                self.env._(
                    "%(bill)s: choose open, posted invoices of %(partner)s alone.",
                    bill=self.display_name,
                    partner=self.partner_id.display_name,
                )
            )
        if self.currency_id.name != "EUR" or self.line_ids.currency_id != self.currency_id:
            raise UserError(
                self.env._("%(bill)s: bills of exchange are in euros.", bill=self.display_name)
            )

    def _guard_accept(self):
        self._guard_amount()
        owed = sum(self.line_ids.mapped("amount_residual"))
        if self.currency_id.compare_amounts(owed, self.amount):
            raise UserError(
                self.env._(
                    "%(bill)s is over %(amount)s, but its invoices owe %(owed)s now. "
                    "Cancel it and draw another one.",
                    bill=self.display_name,
                    amount=self.currency_id.format(self.amount),
                    owed=self.currency_id.format(owed),
                )
            )
        if self.kind != "paper":
            self._get_rib(self.partner_bank_id, self.partner_id)

    def _guard_cancel(self):
        if self.remittance_id:
            raise UserError(
                self.env._(
                    "%(bill)s is in %(remittance)s: take it out first.",
                    bill=self.display_name,
                    remittance=self.remittance_id.display_name,
                )
            )

    @api.model
    def _get_rib(self, bank, partner):
        """Return the French account of a partner.

        :raises UserError: when there is none, naming the partner
        """
        try:
            return Rib.from_iban(bank.acc_number or "")
        except BillError:
            raise UserError(
                self.env._(
                    "%(partner)s: “%(iban)s” is no French IBAN. Bills go from one French account "
                    "to another; correct the account on the contact.",
                    partner=partner.display_name,
                    iban=bank.acc_number or "",
                )
            ) from None

    # --- books --------------------------------------------------------------------------------

    def _book_acceptance(self):
        """The customer's debt becomes a bill receivable (413)."""
        company = self.company_id
        receivable = company._lcr_get_account("receivable")
        owed = {line: line.amount_residual for line in self.line_ids if line.amount_residual}
        lines = [self._prepare_line(receivable, self.amount, date_maturity=self.date_payment)]
        lines += [self._prepare_line(line.account_id, -amount) for line, amount in owed.items()]
        move = self._book(company._lcr_get_journal(), lines)
        # sudo: what follows from the books is written by them alone
        self.sudo().acceptance_move_id = move
        paying = self.acceptance_move_id.line_ids.sorted("id")[1:]  # a credit note is among them
        for line, other in zip(owed, paying, strict=True):
            (line | other).reconcile()

    def _take_back_acceptance(self):
        """Give the debt back to the invoices."""
        if self.acceptance_move_id:
            self._reverse(self.acceptance_move_id)

    def _prepare_line(self, account, balance, **values):
        return {
            "account_id": account.id,
            "partner_id": self.partner_id.id,
            "name": self.env._(
                "%(bill)s due on %(due)s", bill=self.name, due=format_date(self.env, self.date_due)
            ),
            "balance": balance,
            **values,
        }

    def _book(self, journal, lines, date=None):
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": date or fields.Date.context_today(self),
                "ref": ", ".join(self.mapped("name")),
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        move._post(soft=False)
        return move

    def _reverse(self, move):
        """Undo an entry by its opposite."""
        today = fields.Date.context_today(self)
        move._reverse_moves([{"date": today, "ref": move.ref}], cancel=True)

    def _get_open_line(self):
        """The line of the bill that is still open on 413."""
        return self.acceptance_move_id.line_ids.sorted("id")[:1]

    # --- what the bank did --------------------------------------------------------------------

    def _settle(self, line):
        """What the bank owes for the bill (5113 or 5114) is paid by this line, or taken back."""
        owed = self.bank_line_id
        account = owed.account_id
        if owed and not owed.reconciled and (account.reconcile or account.account_type in LIQUID):
            (owed | line).reconcile()

    @api.model
    def _follow_lines(self, lines):
        """Some lines were matched, or are not any more: bills that the bank owes by them follow."""
        bills = self.search([("bank_line_id", "in", lines.ids)]) if lines else self.browse()
        bills._follow_bank()

    def _follow_bank(self):
        """The state follows the money, whoever matched it: the credit, or a bank statement."""
        for bill in self:
            paying = bill._get_paying_moves()
            if bill.state == "remitted" and paying:
                bill.credit_move_id = paying[:1]
                bill._fire("collect")
            elif bill.state == "collected" and not paying:
                bill.credit_move_id = False
                bill._fire("open_again")
        self.remittance_id._follow_bills()

    def _get_paying_moves(self):
        """The entries of the bank that pay what it owes for the bill; none while it owes."""
        if not self.bank_line_id.reconciled:
            return self.env["account.move"]
        moves = self.bank_line_id.matched_credit_ids.credit_move_id.move_id
        return moves if set(moves.journal_id.mapped("type")) == {"bank"} else moves.browse()

    # --- file ---------------------------------------------------------------------------------

    @api.model
    def _get_siren(self, partner):
        """The SIREN of a partner, from its SIRET or its VAT number; empty when it has none."""
        registry = "".join(filter(str.isdigit, partner.company_registry or ""))
        if len(registry) in (9, 14):
            return registry[:9]
        vat = (partner.vat or "").replace(" ", "")
        return vat[4:13] if vat.startswith("FR") and len(vat) == 13 else ""

    def _prepare_record(self):
        """Return the bill as a record of the bank's file."""
        acceptance = (
            "promissory" if self.kind == "bor" else "accepted" if self.accepted else "not_accepted"
        )
        return BillRecord(
            drawee_reference=", ".join(self.line_ids.move_id.mapped("name")) or self.name,
            name=self.partner_id.name or "",
            bank_name=self.partner_bank_id.bank_id.name or "",
            acceptance=acceptance,
            rib=self._get_rib(self.partner_bank_id, self.partner_id),
            cents=round(self.amount * 100),
            due_day=self.date_payment,
            issue_day=self.issue_date,
            siren=self._get_siren(self.partner_id),
            drawer_reference=self.name,
        )
