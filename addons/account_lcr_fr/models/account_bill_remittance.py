import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import LazyTranslate

from odoo.addons.suite_base.core.workflow import Transition, Workflow

from ..core import cfonb160

_lt = LazyTranslate(__name__)

WORKFLOW = Workflow(
    field="state",
    starts=("draft",),
    transitions={
        "prepare": Transition(
            label=_lt("Ready to Sign"),
            sources=("draft",),
            target="to_sign",
            guard="_guard_prepare",
            effect="_make_file",
        ),
        "reopen": Transition(
            label=_lt("Back to Preparation"),
            sources=("to_sign",),
            target="draft",
            effect="_drop_file",
        ),
        "sign": Transition(
            label=_lt("Sign and Remit"),
            sources=("to_sign",),
            target="sent",
            guard="_guard_sign",
            effect="_book_remittance",
        ),
        "credit": Transition(
            label=_lt("Credit"), sources=("sent",), target="credited", by_hand=False
        ),
        "wait_again": Transition(
            label=_lt("Not Credited After All"),
            sources=("credited",),
            target="sent",
            by_hand=False,
        ),
        "refuse": Transition(
            label=_lt("Refused by the Bank"),
            sources=("sent",),
            target="cancelled",
            guard="_guard_refuse",
            effect="_take_back",
        ),
        "cancel": Transition(
            label=_lt("Cancel"),
            sources=("draft", "to_sign"),
            target="cancelled",
            effect="_release_bills",
        ),
    },
    tones={"draft": "grey", "to_sign": "orange", "credited": "green", "cancelled": "grey"},
    deletable=("draft",),
)


class AccountBillRemittance(models.Model):
    """Bills handed to one bank together, for collection or for discount."""

    _name = "account.bill.remittance"
    _description = "Remittance of Bills"
    _inherit = ["account.bill.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _frozen = frozenset({"name", "journal_id", "entry", "date", "value_date", "company_id"})
    _sealed_files = frozenset({"file"})
    _guarded_fields = frozenset(
        {
            "bill_count",
            "amount",
            "prepared_by_id",
            "signed_by_id",
            "signed_on",
            "file",
            "filename",
            "move_id",
        }
    )

    name = fields.Char(string="Number", default="/", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "In preparation"),
            ("to_sign", "To sign"),
            ("sent", "At the bank"),
            ("credited", "Credited"),
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
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank",
        required=True,
        check_company=True,
        domain="[('type', '=', 'bank')]",
        default=lambda self: self._default_journal(),
    )
    entry = fields.Selection(
        [
            ("collection", "Collection, lump credit after the due date"),
            ("fixed_delay", "Collection, fixed delay after the due date"),
            ("discount", "Discount"),
            ("value_discount", "Discount in value"),
        ],
        string="For",
        default="collection",
        required=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    value_date = fields.Date(help="The day from which the bank counts the discount.")
    bill_ids = fields.One2many("account.bill", "remittance_id", string="Bills", copy=False)
    bill_count = fields.Integer(compute="_compute_totals", store=True)
    amount = fields.Monetary(string="Total", compute="_compute_totals", store=True)
    prepared_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    signed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    signed_on = fields.Datetime(readonly=True, copy=False)
    file = fields.Binary(readonly=True, copy=False, attachment=True)
    filename = fields.Char(readonly=True, copy=False)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True, copy=False)

    def _get_workflow(self):
        return WORKFLOW

    def _default_journal(self):
        journals = self.env["account.journal"]
        domain = [*journals._check_company_domain(self.env.company), ("type", "=", "bank")]
        return journals.search(domain, limit=1)

    @api.depends("bill_ids.amount")
    def _compute_totals(self):
        for remittance in self:
            remittance.bill_count = len(remittance.bill_ids)
            remittance.amount = sum(remittance.bill_ids.mapped("amount"))

    def _get_frozen_message(self):
        return self.env._(
            "%(remittance)s is ready: take it back to preparation to change it.",
            remittance=self.display_name,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_release(self):
        self.bill_ids.remittance_id = False

    # --- actions ------------------------------------------------------------------------------

    def action_prepare(self):
        return self._fire("prepare")

    def action_reopen(self):
        return self._fire("reopen")

    def action_sign(self):
        return self._fire("sign")

    def action_refuse(self):
        return self._fire("refuse")

    def action_cancel(self):
        return self._fire("cancel")

    def action_add_bills(self):
        """Put every bill of the portfolio that fits into the remittance."""
        self.ensure_one()
        self.check_access("write")
        bills = self.env["account.bill"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "portfolio"),
                ("remittance_id", "=", False),
            ]
        )
        bills.remittance_id = self
        return True

    def action_credit(self):
        """Ask which bills the bank credited, and what it kept."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credited by the Bank"),
            "res_model": "account.bill.credit",
            "view_mode": "form",
            "target": "new",
            "context": {"default_remittance_id": self.id},
        }

    def action_view_move(self):
        self.ensure_one()
        moves = self.move_id | self.bill_ids.credit_move_id
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        return {**action, "domain": [("id", "in", moves.ids)], "context": {"create": False}}

    def _get_form_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_lcr_fr.account_bill_remittance_action"
        )
        return {**action, "views": [(False, "form")], "res_id": self.id, "context": {}}

    # --- guards -------------------------------------------------------------------------------

    def _guard_prepare(self):
        if not self.bill_ids:
            raise UserError(
                self.env._("%(name)s has no bill: add bills of the portfolio.", name=self.name)
            )
        if self.entry in cfonb160.WITH_VALUE_DAY and not self.value_date:
            raise UserError(self.env._("%(name)s: a discount needs a value date.", name=self.name))
        today = fields.Date.context_today(self)
        late = self.bill_ids.filtered(lambda bill: bill.date_payment < today)
        if late and self.entry in cfonb160.WITH_VALUE_DAY:
            raise UserError(
                self.env._(
                    "%(bills)s are due already: they can be collected, not discounted.",
                    bills=", ".join(late.mapped("name")),
                )
            )

    def _guard_sign(self):
        if self.journal_id.lcr_two_persons and self.prepared_by_id == self.env.user:
            raise UserError(
                self.env._("You prepared %(name)s: another person has to sign it.", name=self.name)
            )

    def _guard_refuse(self):
        if any(bill.state != "remitted" for bill in self.bill_ids):
            raise UserError(
                self.env._(
                    "The bank has credited or returned bills of %(name)s already: "
                    "use Unpaid on each bill.",
                    name=self.name,
                )
            )

    # --- file ---------------------------------------------------------------------------------

    def _make_file(self):
        """Write the bank's file; bills on paper are only on the slip."""
        kept = self.sudo()  # sudo: who prepared it, and the file, are no choice of anybody
        kept.prepared_by_id = self.env.user
        bills = self.bill_ids.filtered(lambda bill: bill.kind != "paper")
        if not bills:
            return
        end = "\r\n" if self.journal_id.lcr_line_ends else ""
        records = [bill._prepare_record() for bill in bills]
        try:
            content = cfonb160.write(self._prepare_head(), records, end)
        except cfonb160.BillError as fault:
            raise UserError(self._get_file_message(fault)) from None
        kept.write(
            {
                "file": base64.b64encode(content),
                "filename": f"{self.name.replace('/', '-')}.txt",
            }
        )

    def _prepare_head(self):
        bank = self.journal_id.bank_account_id
        return cfonb160.Remittance(
            day=self.date,
            name=self.company_id.name,
            bank_name=bank.bank_id.name or self.journal_id.name or "",
            entry=self.entry,
            rib=self.env["account.bill"]._get_rib(bank, self.company_id.partner_id),
            reference=self.name,
            siren=self.company_id._lcr_get_siren(),
            convention=self.journal_id.lcr_convention or "",
            value_day=self.value_date or None,
        )

    def _get_file_message(self, fault):
        words = {
            "blank": self.env._("a name or a reference has no sign that the file can hold"),
            "amount": self.env._("the amount of a bill cannot be written"),
            "total": self.env._("the total cannot be written"),
            "value_day": self.env._("a discount needs a value date"),
        }
        return self.env._(
            "The file of %(name)s cannot be written: %(reason)s (%(text)s).",
            name=self.name,
            reason=words.get(fault.code, fault.code),
            text=fault.text,
        )

    def _drop_file(self):
        self.sudo().write({"file": False, "prepared_by_id": False})  # sudo: as in _make_file

    # --- books --------------------------------------------------------------------------------

    def _get_role(self):
        return "discount" if self.entry in cfonb160.WITH_VALUE_DAY else "collection"

    def _book_remittance(self):
        """The bills leave the portfolio (413) for the bank (5113 or 5114)."""
        kept = self.sudo()  # sudo: who signed, and what was booked, are no choice of anybody
        kept.write({"signed_by_id": self.env.uid, "signed_on": fields.Datetime.now()})
        bills, company = self.bill_ids, self.company_id
        account, portfolio = company._lcr_get_account(self._get_role()), {}
        lines = [bill._prepare_line(account, bill.amount) for bill in bills]
        for bill in bills:
            portfolio[bill] = bill._get_open_line()
            lines.append(bill._prepare_line(portfolio[bill].account_id, -bill.amount))
        kept.move_id = bills._book(company._lcr_get_journal(), lines, self.date)
        self.move_id.ref = self.name
        ordered = self.move_id.line_ids.sorted("id")
        debits = ordered.filtered(lambda line: line.balance > 0)
        credits = ordered.filtered(lambda line: line.balance < 0)
        for bill, debit, credit in zip(bills, debits, credits, strict=True):
            bill.sudo().bank_line_id = debit  # sudo: as above
            (portfolio[bill] | credit).reconcile()
        bills._fire("remit")

    def _take_back(self):
        """The bank refused the remittance: its bills are in portfolio again."""
        bills = self.bill_ids
        bills._fire("hand_back")
        bills.sudo().bank_line_id = False  # sudo: as in _book_remittance
        bills._reverse(self.move_id)
        self._release_bills()

    def _release_bills(self):
        self.sudo().file = False  # sudo: as in _make_file
        self.bill_ids = [Command.unlink(one) for one in self.bill_ids.ids]

    def _credit(self, bills, date, fee, interest, movement=None):
        """The bank paid these bills, less what it kept.

        :param movement: of its statement, which is this very credit; else an entry is made
        """
        account = self.company_id._lcr_get_account(self._get_role())
        lines = [bill._prepare_line(account, -bill.amount) for bill in bills]
        lines += self._prepare_kept(fee, interest)
        if movement:
            move = self._credit_movement(movement, lines)
        else:
            net = -self.currency_id.round(sum(line["balance"] for line in lines))
            bank = self.journal_id.default_account_id
            lines.append({"account_id": bank.id, "name": self.name, "balance": net})
            move = bills._book(self.journal_id, lines, date)
        credits = move.line_ids.filtered(
            lambda line: line.account_id == account and line.balance < 0
        )
        bills.sudo().credit_move_id = move  # sudo: as in _book_remittance
        for bill, credit in zip(bills, credits.sorted("id"), strict=True):
            bill._settle(credit)
        bills.filtered(lambda bill: bill.state == "remitted")._fire("collect")
        self._follow_bills()

    def _prepare_kept(self, fee, interest):
        """The lines of what the bank kept."""
        return [
            {
                "account_id": self.company_id._lcr_get_account(role).id,
                "name": self.name,
                "balance": amount,
            }
            for role, amount in (("fee", fee), ("interest", interest))
            if amount
        ]

    def _credit_movement(self, movement, lines):
        """The money that waits on the suspense account pays these lines."""
        self.env["suite.concurrency"]._take_or_refuse(movement)
        _liquidity, suspense, _other = movement._seek_for_lines()
        movement.with_context(force_delete=True).write(
            {
                "line_ids": [
                    *(Command.delete(line) for line in suspense.ids),
                    *map(Command.create, lines),
                ]
            }
        )
        return movement.move_id

    def _follow_bills(self):
        """Credited, once the bank has paid or returned every bill; waiting, if it has not after
        all.
        """
        for remittance in self:
            waits = "remitted" in remittance.bill_ids.mapped("state")
            if remittance.state == "sent" and not waits:
                remittance._fire("credit")
            elif remittance.state == "credited" and waits:
                remittance._fire("wait_again")
