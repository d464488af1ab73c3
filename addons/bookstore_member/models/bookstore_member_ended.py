from odoo import fields, models
from odoo.exceptions import UserError


class BookstoreMember(models.Model):
    """The end: what becomes of the rest of the wallet is asked, never guessed."""

    _inherit = "bookstore.member"

    def action_end(self):
        """End the membership; asks what becomes of the rest of the wallet, where there is one."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End the Membership of %s", self.display_name),
            "res_model": "bookstore.member.end",
            "view_mode": "form",
            "target": "new",
            "context": {"default_member_id": self.id},
        }

    def action_pay_back(self):
        """The rest of somebody who left is paid back after all."""
        self.check_access("write")
        self._check_may_fire("end")
        for member in self:
            if member.state != "ended" or member.balance <= 0:
                raise UserError(
                    self.env._(
                        "%s has nothing to be paid back: a wallet is paid back once the membership"
                        " has ended, and something is left on it.",
                        member.display_name,
                    )
                )
            # sudo: the credit note and the wallet follow from this button
            member.sudo().end_choice = "paid_back"
            member.sudo()._pay_back()  # sudo: same reason
        return True

    def _guard_end(self):
        if self.balance > 0 and not self.end_choice:
            raise UserError(
                self.env._(
                    "%(amount)s are left on the wallet of %(member)s. Say whether they are paid"
                    " back or kept until they are used.",
                    amount=self.currency_id.format(self.balance),
                    member=self.display_name,
                )
            )

    def _effect_end(self):
        member = self.sudo()  # sudo: written by the end alone; the credit note follows from it
        member.date_end = fields.Date.context_today(self)
        member._apply_discount()
        if member.end_choice == "paid_back" and member.balance > 0:
            member._pay_back()

    def _pay_back(self):
        """A credit note on the account of the wallets: posted, it empties the wallet at once, so that
        nobody spends what is on its way back. The payment is that of any credit note.
        """
        lang = self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang
        label = self.with_context(lang=lang).env._("Wallet paid back")
        moves = self.env["account.move"].with_company(self.company_id)
        move = moves.create(self._prepare_move_vals("out_refund", label, self.balance))
        self.env["bookstore.member.contribution"].create(
            {
                "member_id": self.id,
                "kind": "payback",
                "month": fields.Date.context_today(self).replace(day=1),
                "move_id": move.id,
            }
        )
        move.action_post()
