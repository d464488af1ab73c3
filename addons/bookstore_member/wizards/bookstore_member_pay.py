from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

MAY_PAY = ("bookstore_deposit.group_bookstore_manager", "account.group_account_invoice")


class BookstoreMemberPay(models.TransientModel):
    """Payments of contributions, several at once; whoever may say so puts money on wallets."""

    _name = "bookstore.member.pay"
    _description = "Contributions Paid"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    contribution_ids = fields.Many2many(
        "bookstore.member.contribution",
        string="Contributions",
        default=lambda self: self._get_chosen(),
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Paid to",
        required=True,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        default=lambda self: self._get_bank(),
    )
    date = fields.Date("Paid on", required=True, default=fields.Date.context_today)
    total = fields.Monetary("Amount Paid", compute="_compute_total")

    @api.model
    def _get_chosen(self):
        if self.env.context.get("active_model") != "bookstore.member.contribution":
            return []
        chosen = self.env["bookstore.member.contribution"].browse(
            self.env.context.get("active_ids", [])
        )
        return [Command.set(chosen.filtered("to_pay").ids)]

    @api.model
    def _get_bank(self):
        # sudo: managers of the bookshop may not read journals
        journals = self.env["account.journal"].sudo()
        return journals.search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        ).sudo(False)

    @api.depends("contribution_ids")
    def _compute_total(self):
        for wizard in self:
            wizard.total = sum(wizard.contribution_ids.mapped("to_pay"))

    def action_pay(self):
        """Register the payments: the wallets receive what was paid."""
        self.ensure_one()
        self.check_access("write")
        if not any(map(self.env.user.has_group, MAY_PAY)):
            raise AccessError(
                self.env._(
                    "Payments of contributions are registered by a manager of the bookshop or by"
                    " whoever keeps the accounts. Ask one of them."
                )
            )
        self.contribution_ids.check_access("read")
        open_ones = self.contribution_ids.filtered("to_pay")
        if not open_ones:
            raise UserError(
                self.env._(
                    "All of these contributions are paid: somebody else may have registered it."
                    " Nothing was done twice."
                )
            )
        # sudo: managers of the bookshop have no rights on accounting; what is paid is a contribution
        self.sudo()._register_payments(open_ones)
        return {"type": "ir.actions.act_window_close"}

    def _register_payments(self, contributions):
        self.env["suite.concurrency"]._take(contributions.sudo())  # sudo: same reason as above
        moves = contributions.sudo().move_id  # sudo: same reason
        payments = self.env["account.payment.register"].with_company(self.company_id)
        payments = payments.with_context(active_model="account.move", active_ids=moves.ids)
        payments.create(
            {
                "journal_id": self.journal_id.id,
                "payment_date": self.date,
                "group_payment": False,
            }
        )._create_payments()
