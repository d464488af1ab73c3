from odoo import models
from odoo.exceptions import UserError

from .loyalty_card import PASS, WalletPass

FIXED = frozenset({"company_id", "currency_id", "program_type", "applies_on", "trigger"})


class LoyaltyProgram(models.Model):
    """The members' program stays while there is money on its wallets."""

    _inherit = "loyalty.program"

    def write(self, vals):
        if FIXED.intersection(vals):
            self._bookstore_member_check_fixed()
        if vals.get("active", True) or not self._bookstore_member_filter():
            return super().write(vals)
        self._bookstore_member_check_empty()
        passed = self.with_context(**{PASS: WalletPass.make()})  # its rewards go with it
        return super(LoyaltyProgram, passed).write(vals)

    def _bookstore_member_filter(self):
        """Those of these programs that are the members' of their company."""
        return self.filtered(
            # sudo: which program is the members' is no secret
            lambda program: program == program.sudo().company_id.bookstore_member_program_id
        )

    def _bookstore_member_check_fixed(self):
        """A program without its company would be nobody's, and its wallets without a guard."""
        may_move = self.env["loyalty.card"]._bookstore_may_move()
        if not may_move and self._bookstore_member_filter():
            raise UserError(
                self.env._(
                    "The program of the members' wallets stays as it is, in its bookshop. Make a"
                    " program of its own for another offer."
                )
            )

    def _bookstore_member_check_empty(self):
        # sudo: who archives programs need not read every wallet
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        programs = self._bookstore_member_filter()
        held = cards.search([("program_id", "in", programs.ids), ("points", "!=", 0)])
        if held:
            raise UserError(
                self.env._(
                    "%(count)s wallets of members hold %(amount)s: their program stays. End the"
                    " memberships and pay back what is left, then archive it.",
                    count=len(held),
                    amount=held[0].currency_id.format(sum(held.mapped("points"))),
                )
            )
