from odoo import models


class ResCompany(models.Model):
    """What stands on the account of the wallets, and what explains it."""

    _inherit = "res.company"

    def _bookstore_member_get_sums(self):
        """Sums of wallets, of what is on its way, and of the account; see ``bookstore.member.check``."""
        self.ensure_one()
        wallets = self._bookstore_member_get_wallets().filtered(
            lambda card: card.company_id == self
        )
        contributions = self.env["bookstore.member.contribution"].search(
            [("company_id", "=", self.id), ("kind", "=", "contribution")]
        )
        return {
            "wallets": sum(wallets.mapped("points")),
            "unpaid": sum(one.called - one.target for one in contributions),
            "orders": self._bookstore_member_sum_orders(wallets),
            "tills": -self._bookstore_member_sum_tills(),
            "rounding": self._bookstore_member_sum_rounding(),
            "booked": self._bookstore_member_sum_account(),
        }

    def _bookstore_member_sum_orders(self, wallets):
        lines = self.env["sale.order.line"].search(
            [("coupon_id", "in", wallets.ids), ("state", "=", "sale")]
        )
        return lines.order_id._bookstore_member_get_not_invoiced()

    def _bookstore_member_sum_tills(self):
        """Lines of sales whose entry comes when the till is closed."""
        lines = self.env["pos.order.line"].search(
            [
                ("product_id", "in", self._bookstore_member_get_products().ids),
                ("company_id", "=", self.id),
                ("order_id.state", "=", "paid"),
                ("order_id.account_move", "=", False),
            ]
        )
        return sum(lines.mapped("price_subtotal_incl"))

    def _bookstore_member_sum_rounding(self):
        """Cents of VAT that Odoo books on the line of the wallet when it rounds a whole invoice; the
        member pays what the line says.
        """
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.bookstore_member_account_id.id),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.id),
                ("move_id.move_type", "in", ("out_invoice", "out_refund")),
            ]
        )
        signs = {"out_invoice": 1, "out_refund": -1}
        return -sum(
            line.balance + signs[line.move_id.move_type] * line.price_total for line in lines
        )

    def _bookstore_member_sum_account(self):
        groups = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", self.bookstore_member_account_id.id),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.id),
            ],
            aggregates=["balance:sum"],
        )
        return -groups[0][0] if groups and groups[0][0] else 0.0
