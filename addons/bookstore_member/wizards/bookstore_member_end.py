from odoo import fields, models
from odoo.exceptions import UserError


class BookstoreMemberEnd(models.TransientModel):
    """The question that the end of a membership asks."""

    _name = "bookstore.member.end"
    _description = "End of a Membership"

    member_id = fields.Many2one("bookstore.member", required=True, readonly=True)
    currency_id = fields.Many2one(related="member_id.currency_id")
    balance = fields.Monetary(related="member_id.balance", string="Left in the Wallet")
    unpaid = fields.Monetary(related="member_id.unpaid", string="Contributions Not Paid")
    choice = fields.Selection(
        [
            ("kept", "Kept until it is used: the wallet goes on paying books"),
            ("paid_back", "Paid back: a credit note empties the wallet at once"),
        ],
        "What Becomes of It",
    )

    def action_end(self):
        """End it, with the rest paid back or kept as it was answered."""
        self.ensure_one()
        member = self.member_id
        member.check_access("write")
        member._check_may_fire("end")
        if member.balance > 0 and not self.choice:
            raise UserError(
                self.env._(
                    "%(amount)s are left on the wallet of %(member)s. Choose what becomes of them.",
                    amount=member.currency_id.format(member.balance),
                    member=member.display_name,
                )
            )
        member.sudo().end_choice = self.choice  # sudo: the answer is written by this button alone
        member._fire("end")
        return {"type": "ir.actions.act_window_close"}
