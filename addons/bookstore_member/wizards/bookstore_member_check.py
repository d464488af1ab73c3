from odoo import api, fields, models


class BookstoreMemberCheck(models.TransientModel):
    """The wallets against the account: the same sum, but for what is on its way between them.

    account = wallets + contributions called and not paid + orders not invoiced yet
    + sales of tills that are not closed + cents that Odoo rounds on the lines of wallets
    """

    _name = "bookstore.member.check"
    _description = "Wallets and Account"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one(related="company_id.bookstore_member_account_id")
    wallets = fields.Monetary("On the Wallets", compute="_compute_sums", compute_sudo=True)
    unpaid = fields.Monetary(
        "Contributions Called, Not Paid", compute="_compute_sums", compute_sudo=True
    )
    orders = fields.Monetary(
        "Paid on Orders, Not Invoiced", compute="_compute_sums", compute_sudo=True
    )
    tills = fields.Monetary("Paid at Tills Not Closed", compute="_compute_sums", compute_sudo=True)
    rounding = fields.Monetary("Rounding of Invoices", compute="_compute_sums", compute_sudo=True)
    expected = fields.Monetary(
        "Account, As It Should Be", compute="_compute_sums", compute_sudo=True
    )
    booked = fields.Monetary("Account, As It Is", compute="_compute_sums", compute_sudo=True)
    difference = fields.Monetary(compute="_compute_sums", compute_sudo=True)

    @api.depends("company_id")
    def _compute_sums(self):
        for check in self:
            figures = check.company_id._bookstore_member_get_sums()
            check.update(figures)
            expected = sum(amount for name, amount in figures.items() if name != "booked")
            check.expected = check.currency_id.round(expected)
            check.difference = check.currency_id.round(check.booked - check.expected)

    @api.depends("company_id")
    def _compute_display_name(self):
        for check in self:
            check.display_name = self.env._("Wallets and Account")

    def action_view_entries(self):
        """The entries of the account."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.account_id.display_name,
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company_id.id),
            ],
        }

    def action_settle(self):
        """Look at all documents again; wallets that are right stay as they are."""
        self.check_access("write")
        # sudo: the ledger follows from documents, whoever asks for it
        wallets = self.company_id.sudo()._bookstore_member_get_wallets()
        wallets.filtered(lambda one: one.company_id == self.company_id)._bookstore_settle()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Wallets and Account"),
            "res_model": self._name,
            "view_mode": "form",
        }
