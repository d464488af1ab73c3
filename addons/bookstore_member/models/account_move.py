from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Contributions and their credit notes, invoices of what was paid with a wallet: what is posted or
    not posted any more moves the wallet.
    """

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._bookstore_member_check_agreed()
        posted._bookstore_member_match_payments()
        posted._bookstore_member_settle()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._bookstore_member_settle()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._bookstore_member_settle()
        return result

    def _bookstore_member_settle(self):
        # sudo: the ledger follows, whoever posts or pays
        moves = self.sudo().filtered("company_id.bookstore_member_program_id")
        if not moves:
            return
        paid = moves.line_ids.matched_debit_ids.debit_move_id.move_id
        moves |= moves.reversed_entry_id | paid
        contributions = moves.env["bookstore.member.contribution"].search(
            [("move_id", "in", moves.ids)]
        )
        contributions._compute_amounts()  # a payment in draft tells the invoice nothing
        orders = moves.invoice_line_ids.sale_line_ids
        tills = moves.pos_order_ids.lines
        cards = contributions.member_id.card_id | orders.coupon_id | tills.coupon_id
        cards._bookstore_settle()

    def _bookstore_member_match_payments(self):
        """A contribution that was corrected after it was paid: the payment pays the new invoice."""
        # sudo: whoever posts need not read contributions
        moves = self.sudo().filtered("company_id.bookstore_member_program_id")
        moves = moves.filtered(lambda move: move.matched_payment_ids.move_id)
        contributions = moves.env["bookstore.member.contribution"].search(
            [("move_id", "in", moves.ids)]
        )
        for move in contributions.move_id:
            lines = (move | move.matched_payment_ids.move_id).line_ids.filtered(
                lambda line: (
                    line.account_id.account_type == "asset_receivable"
                    and line.parent_state == "posted"
                    and not line.reconciled
                )
            )
            for own in lines.grouped("account_id").values():
                if len(own.move_id) > 1:
                    own.reconcile()

    def _bookstore_member_check_agreed(self):
        """No invoice takes more from a wallet than its order does."""
        # sudo: whoever posts need not read orders and cards
        moves = self.sudo().filtered("company_id.bookstore_member_program_id")
        lines = moves.invoice_line_ids.sale_line_ids._bookstore_member_filter_wallets()
        for line in lines:
            taken = sum(line._bookstore_member_list_charges())
            if line.currency_id.compare_amounts(taken, -line.price_total) > 0:
                raise UserError(
                    self.env._(
                        "The invoices of %(order)s would take %(taken)s from the wallet of"
                        " %(member)s, and the order takes %(agreed)s. Correct the line of the"
                        " wallet on the invoice.",
                        order=line.order_id.display_name,
                        member=line.coupon_id.partner_id.name,
                        taken=line.currency_id.format(taken),
                        agreed=line.currency_id.format(-line.price_total),
                    )
                )
