from odoo import fields, models
from odoo.exceptions import UserError

from ..models.account_bill import UNPAID_REASONS


class AccountBillUnpaid(models.TransientModel):
    """Bills that the customer's bank did not pay."""

    _name = "account.bill.unpaid"
    _description = "Unpaid Bills"

    bill_ids = fields.Many2many("account.bill", string="Bills", required=True)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id.id
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    reason = fields.Selection(UNPAID_REASONS, default="funds", required=True)
    fee = fields.Monetary(string="Fees per Bill", help="What the bank takes for each of them.")
    charge = fields.Boolean(
        string="Charge the Fees to the Customer",
        default=True,
        help="The fees are added to what the customer owes.",
    )

    def action_unpaid(self):
        """Give the debts back to the customers, and tell who follows them."""
        self.ensure_one()
        if self.fee < 0:
            raise UserError(self.env._("Fees cannot be negative."))
        self.bill_ids.check_access("write")
        for bill in self.bill_ids:
            self._return_bill(bill)
        return {"type": "ir.actions.act_window_close"}

    def _return_bill(self, bill):
        credited = bill.state == "collected"
        told = self.with_context(lang=bill._get_history_lang())
        reason = dict(self._fields["reason"]._description_selection(told.env))[self.reason]
        bill._fire("bounce", reason=reason)
        lines = self._prepare_lines(bill, credited)
        move = bill._book(bill.bank_journal_id, lines, self.date)
        # sudo: what follows from the books is no choice of anybody
        bill.sudo().write({"unpaid_reason": self.reason, "unpaid_move_id": move.id})
        if not credited:
            bill._settle(bill.unpaid_move_id.line_ids.sorted("id")[1])
        bill.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=told.env._("Unpaid: %(bill)s, %(reason)s", bill=bill.name, reason=reason),
            user_id=self.env.uid,
        )
        bill.remittance_id._follow_bills()

    def _get_money(self, bill, credited):
        """Where the bank's money is: on its account, or where the movements of its statement find
        what they pay, when these move the account.
        """
        journal = bill.bank_journal_id
        by_statement = (
            bill.credit_move_id.statement_line_id if credited else journal._lcr_has_movements()
        )
        if by_statement:
            return bill.company_id._lcr_get_account(bill.remittance_id._get_role())
        return journal.default_account_id

    def _prepare_lines(self, bill, credited):
        """The customer owes again; the bank takes back what it had credited, and its fees."""
        company, remittance = bill.company_id, bill.remittance_id
        money = self._get_money(bill, credited)
        owed = bill.partner_id.with_company(company).property_account_receivable_id
        back = money if credited else company._lcr_get_account(remittance._get_role())
        lines = [
            bill._prepare_line(owed, bill.amount, date_maturity=bill.date_due),
            bill._prepare_line(back, -bill.amount),
        ]
        if self.fee:
            cost = company._lcr_get_account("fee")
            lines += [bill._prepare_line(cost, self.fee), bill._prepare_line(money, -self.fee)]
            if self.charge:
                lines += [
                    bill._prepare_line(owed, self.fee, date_maturity=self.date),
                    bill._prepare_line(cost, -self.fee),
                ]
        return lines
