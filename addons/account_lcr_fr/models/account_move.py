from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

BOOKED = ("portfolio", "remitted", "collected", "unpaid")
ENTRIES = (
    "line_ids.move_id",
    "acceptance_move_id",
    "bank_line_id.move_id",
    "credit_move_id",
    "unpaid_move_id",
)


class AccountMove(models.Model):
    _inherit = "account.move"

    lcr_bill_count = fields.Integer(string="Bills", compute="_compute_lcr_bill_count")

    def _compute_lcr_bill_count(self):
        groups = self.env["account.move.line"]._read_group(
            [("move_id", "in", self.ids), ("lcr_bill_id", "!=", False)],
            ["move_id"],
            ["lcr_bill_id:count_distinct"],
        )
        counts = {move.id: count for move, count in groups}
        for move in self:
            move.lcr_bill_count = counts.get(move.id, 0)

    def button_draft(self):
        self._lcr_check_free()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """An entry of a bill is turned round with the bill; invoices may have a credit note."""
        entries = self.filtered(lambda move: move.move_type == "entry")
        entries._lcr_check_free([way for way in ENTRIES if way != "credit_move_id"])
        return super()._reverse_moves(default_values_list, cancel)

    def _lcr_check_free(self, ways=ENTRIES):
        """An invoice that a bill settled, and the entries of a bill, are undone with the bill."""
        held = Domain.OR(Domain(way, "in", self.ids) for way in ways)
        # sudo: whoever may not see bills cannot pull the books from under them
        bill = self.env["account.bill"].sudo().search(held & Domain("state", "in", BOOKED), limit=1)
        if bill:
            raise UserError(
                self.env._(
                    "%(bill)s is in the books by this entry, or for this invoice: cancel the bill "
                    "or record it as unpaid, or write a credit note.",
                    bill=bill.display_name,
                )
            )

    def action_lcr_draw_bills(self):
        """Draw one bill for each customer and due date of the open invoices."""
        lines = self.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        ).line_ids.filtered(
            lambda line: (
                line.account_type == "asset_receivable"
                and line.amount_residual > 0
                and line.lcr_bill_id.state in (False, "cancelled")
            )
        )
        if not lines:
            raise UserError(
                self.env._(
                    "There is nothing to draw: choose posted customer invoices that are open and "
                    "have no bill yet."
                )
            )
        bills = self.env["account.bill"]._draw(lines)
        return bills._get_action()

    def action_lcr_view_bills(self):
        return self.line_ids.lcr_bill_id._get_action()
