from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.calendar import next_banking_day


class AccountBill(models.Model):
    """What became of a bill that came back unpaid: drawn again, or not unpaid after all."""

    _inherit = "account.bill"

    can_draw_again = fields.Boolean(compute="_compute_can_draw_again")

    @api.depends("state", "next_bill_id.state", "unpaid_move_id.line_ids.amount_residual")
    def _compute_can_draw_again(self):
        for bill in self:
            drawn = bill.next_bill_id.state not in (False, "cancelled")
            bill.can_draw_again = (
                bill.state == "unpaid" and not drawn and bool(bill._get_unpaid_debts())
            )

    def action_unpaid(self):
        """Ask for the day, the reason and the fees of unpaid bills."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Unpaid Bill"),
            "res_model": "account.bill.unpaid",
            "view_mode": "form",
            "target": "new",
            "context": {"default_bill_ids": [Command.set(self.ids)]},
        }

    def action_draw_again(self):
        """Draw another bill for what came back unpaid."""
        self.ensure_one()
        self.check_access("write")
        if not self.can_draw_again:
            raise UserError(
                self.env._("%(bill)s has nothing left to be drawn again.", bill=self.display_name)
            )
        due = next_banking_day(fields.Date.context_today(self))
        values = self._prepare_bill_vals(self.partner_id, due, self._get_unpaid_debts())
        # sudo: what follows from the books is written by them alone
        self.sudo().next_bill_id = self.create({**values, "kind": self.kind})
        return self.next_bill_id._get_action()

    def _get_unpaid_debts(self):
        """What the customer still owes of an unpaid bill and its fees."""
        return self.unpaid_move_id.line_ids.filtered(
            lambda one: one.account_type == "asset_receivable" and one.amount_residual > 0
        )

    def action_was_paid(self):
        """The bill was said to be unpaid by mistake."""
        return self._fire("was_paid")

    def _guard_was_paid(self):
        """Nobody has built on it: no other bill, no payment, no movement of the bank."""
        if self.next_bill_id.state not in (False, "cancelled"):
            raise UserError(
                self.env._(
                    "%(bill)s was drawn again as %(next)s: cancel that one first.",
                    bill=self.display_name,
                    next=self.next_bill_id.display_name,
                )
            )
        lines = self.unpaid_move_id.line_ids
        matched = lines.matched_debit_ids.debit_move_id | lines.matched_credit_ids.credit_move_id
        if matched - self.bank_line_id:
            raise UserError(
                self.env._(
                    "%(bill)s: its return was paid by the customer or is on a bank statement "
                    "already. Undo that matching first.",
                    bill=self.display_name,
                )
            )

    def _take_back_unpaid(self):
        """The bank owes, or has paid, for the bill as before."""
        move = self.unpaid_move_id
        # sudo: as in action_draw_again
        self.sudo().write({"unpaid_move_id": False, "unpaid_reason": False})
        self._reverse(move)
        self._drop_unpaid_activities()
        self.sudo()._follow_bank()  # sudo: the state follows the books, whoever matched them

    def _drop_unpaid_activities(self):
        """What was noted when it came back; what people planned themselves stays."""
        day = self.env.ref("mail.mail_activity_data_todo")
        for bill in self:
            noted = bill.activity_ids.filtered(
                lambda one, bill=bill: (
                    one.activity_type_id == day and bill.name in (one.summary or "")
                )
            )
            noted.unlink()
