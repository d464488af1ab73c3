from odoo import models


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def reverse_moves(self, is_modify=False):
        """*Reverse and Create Invoice* corrects a contribution: it is that of the new invoice."""
        self.check_access("write")
        moves = self.move_ids
        action = super().reverse_moves(is_modify)
        if is_modify:
            # sudo: whoever corrects invoices need not write contributions
            self.sudo()._bookstore_member_follow(moves.sudo())  # sudo: same reason
        return action

    def _bookstore_member_follow(self, moves):
        def get_key(move):
            return move.partner_id, tuple(move.invoice_line_ids.mapped("name"))

        contributions = self.env["bookstore.member.contribution"].search(
            [("move_id", "in", moves.ids), ("kind", "=", "contribution")]
        )
        drafts = self.new_move_ids.filtered(lambda move: move.state == "draft")
        corrected = {get_key(move): move for move in drafts}
        for one in contributions:
            former, move = one.move_id, corrected.get(get_key(one.move_id))
            if move:
                one.move_id = move
                # what was paid goes with it; see ``account.move``
                for payment in former.matched_payment_ids:
                    payment.invoice_ids = payment.invoice_ids - former | move
        contributions._compute_amounts()
        contributions.member_id.card_id._bookstore_settle()
