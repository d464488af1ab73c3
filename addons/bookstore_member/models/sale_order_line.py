from odoo import api, models
from odoo.exceptions import UserError

from .loyalty_card import PASS, VALUES, WalletPass


class SaleOrderLine(models.Model):
    """Odoo moves points when a line of a confirmed order changes; the ledger follows the line."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        passed = self
        if any(vals.get("coupon_id") for vals in vals_list):
            passed = self.with_context(**{PASS: WalletPass.make()})
        lines = super(SaleOrderLine, passed).create(vals_list).with_env(self.env)
        lines._bookstore_member_check_typed()
        wallets = lines._bookstore_member_get_confirmed()
        if wallets:
            lines._bookstore_member_check_payments()
            wallets._bookstore_settle()
            lines.order_id._bookstore_member_check_covered(wallets)
        return lines

    def write(self, vals):
        if not VALUES.intersection(vals):
            return super().write(vals)
        self._bookstore_member_check_typed()
        wallets, passed = self._bookstore_member_get_confirmed(), self
        if wallets:
            passed = self.with_context(**{PASS: WalletPass.make()})
        result = super(SaleOrderLine, passed).write(vals)
        self._bookstore_member_check_typed()
        wallets |= self._bookstore_member_get_confirmed()
        if wallets:
            self._bookstore_member_check_payments()
            wallets._bookstore_settle()
        return result

    def unlink(self):
        wallets = self._bookstore_member_get_confirmed()
        if not wallets:
            return super().unlink()
        passed = self.with_context(**{PASS: WalletPass.make()})
        result = super(SaleOrderLine, passed).unlink()
        wallets._bookstore_settle()
        return result

    def _bookstore_member_check_typed(self):
        """Lines that a wallet pays are written by Odoo's buttons alone."""
        cards = self.env["loyalty.card"]
        if not cards._bookstore_may_move():
            cards._bookstore_check_lines(self)

    def _bookstore_member_check_payments(self):
        """A line that a wallet pays on a confirmed order is what Odoo made of it, or is refused."""
        # sudo: whoever sells need not read cards
        for line in self.sudo().exists().filtered(lambda one: one.state == "sale"):
            wallet = line.coupon_id._bookstore_get_wallets()
            line.order_id._bookstore_member_check_currency(wallet)
            payment = line.company_id.bookstore_member_payment_id
            pays = line.product_id == payment if payment else False
            if (wallet or pays) and not line._bookstore_member_is_payment(wallet):
                raise UserError(
                    self.env._(
                        "A line of %s does not say what a member's wallet pays. Take it out and use"
                        " “Promotions” again.",
                        line.order_id.display_name,
                    )
                )

    def _bookstore_member_is_payment(self, wallet):
        paid, currency = -self.price_total, self.currency_id
        return (
            wallet
            and wallet.company_id == self.company_id
            and self.product_id == self.company_id.bookstore_member_payment_id
            and not self.tax_ids
            and currency.compare_amounts(paid, 0) >= 0
            and currency.compare_amounts(paid, self.points_cost) <= 0
        )

    def _bookstore_member_get_confirmed(self):
        """Wallets that pay confirmed orders of these lines."""
        # sudo: whoever sells need not read cards
        orders = self.sudo().order_id.filtered(lambda order: order.state == "sale")
        return orders.order_line.coupon_id._bookstore_get_wallets()
