from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class AccountBillCredit(models.TransientModel):
    """What the bank credited of one remittance, and what it kept."""

    _name = "account.bill.credit"
    _description = "Credit of Bills"

    remittance_id = fields.Many2one("account.bill.remittance", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="remittance_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
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
        foreign = self.bill_ids.filtered(lambda bill: bill.remittance_id != remittance)
        if not self.bill_ids or foreign or remittance.state != "sent":
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
        remittance._credit(self.bill_ids, self.date, self.fee, self.interest)
        return {"type": "ir.actions.act_window_close"}
