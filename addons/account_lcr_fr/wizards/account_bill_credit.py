from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class AccountBillCredit(models.TransientModel):
    """What the bank credited of one remittance, and what it kept."""

    _name = "account.bill.credit"
    _description = "Credit of Bills"

    remittance_id = fields.Many2one("account.bill.remittance", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="remittance_id.currency_id")
    journal_id = fields.Many2one(related="remittance_id.journal_id")
    movement_id = fields.Many2one(
        "account.bank.statement.line",
        string="Bank Movement",
        compute="_compute_movement_id",
        store=True,
        readonly=False,
        domain="[('journal_id', '=', journal_id), ('is_reconciled', '=', False), ('amount', '>', 0)]",
        help="The movement of the statement that is this credit: the bank account is not moved a "
        "second time.",
    )
    has_movements = fields.Boolean(compute="_compute_has_movements")
    date = fields.Date(
        compute="_compute_date",
        store=True,
        readonly=False,
        required=True,
    )
    bill_ids = fields.Many2many(
        "account.bill",
        string="Bills Credited",
        compute="_compute_bill_ids",
        store=True,
        readonly=False,
        domain="[('remittance_id', '=', remittance_id), ('state', '=', 'remitted')]",
    )
    fee = fields.Monetary(string="Fees Kept by the Bank")
    interest = fields.Monetary(string="Discount Interest")
    net = fields.Monetary(string="On the Account", compute="_compute_net")

    @api.depends("movement_id")
    def _compute_date(self):
        for credit in self:
            today = fields.Date.context_today(credit)
            credit.date = credit.movement_id.date or credit.date or today

    @api.depends("remittance_id")
    def _compute_movement_id(self):
        """The only movement that waits with the whole amount of the remittance."""
        for credit in self:
            remittance = credit.remittance_id
            found = self.env["account.bank.statement.line"].search(
                [
                    ("journal_id", "=", remittance.journal_id.id),
                    ("is_reconciled", "=", False),
                    ("amount", "=", remittance.amount),
                ],
                limit=2,
            )
            credit.movement_id = found if len(found) == 1 else False

    @api.depends("remittance_id")
    def _compute_has_movements(self):
        for credit in self:
            credit.has_movements = credit.journal_id._lcr_has_movements()

    @api.depends("remittance_id", "date")
    def _compute_bill_ids(self):
        """All bills of a discount; of a collection those that are due."""
        for credit in self:
            bills = credit.remittance_id.bill_ids.filtered(lambda bill: bill.state == "remitted")
            if credit.remittance_id._get_role() == "collection":
                day = credit.date
                bills = bills.filtered(lambda bill, day=day: bill.date_payment <= day) or bills
            credit.bill_ids = [Command.set(bills.ids)]

    @api.depends("bill_ids.amount", "fee", "interest")
    def _compute_net(self):
        for credit in self:
            credit.net = sum(credit.bill_ids.mapped("amount")) - credit.fee - credit.interest

    def action_credit(self):
        """Book the credit."""
        self.ensure_one()
        remittance = self.remittance_id
        remittance.check_access("write")
        others = self.bill_ids.filtered(
            lambda bill: bill.remittance_id != remittance or bill.state != "remitted"
        )
        if not self.bill_ids or others or remittance.state != "sent":
            raise UserError(
                self.env._(
                    "Choose bills of %(name)s that are at the bank.", name=remittance.display_name
                )
            )
        if min(self.fee, self.interest) < 0 or self.net < 0:
            raise UserError(
                self.env._(
                    "Fees and interest are what the bank kept: never negative, never more than the bills."
                )
            )
        self._check_movement()
        # sudo: who books bills may say which movement they are, though not write on statements
        movement = self.movement_id.sudo()
        remittance._credit(self.bill_ids, self.date, self.fee, self.interest, movement)
        return {"type": "ir.actions.act_window_close"}

    def _check_movement(self):
        """The movement is of this bank, waits, and is what is left of the bills."""
        movement = self.movement_id
        if not movement:
            return
        movement.check_access("read")
        if movement.journal_id != self.journal_id or movement.is_reconciled:
            raise UserError(
                self.env._(
                    "%(movement)s is matched already, or of another account: choose a movement "
                    "that waits.",
                    movement=movement.display_name,
                )
            )
        if self.currency_id.compare_amounts(movement.amount, self.net):
            raise UserError(
                self.env._(
                    "The movement is over %(amount)s, but these bills less fees and interest make "
                    "%(net)s: correct the bills or what the bank kept.",
                    amount=self.currency_id.format(movement.amount),
                    net=self.currency_id.format(self.net),
                )
            )
