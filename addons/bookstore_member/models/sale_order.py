from odoo import models
from odoo.exceptions import UserError

from .loyalty_card import PASS, WalletPass


class SaleOrder(models.Model):
    """A sales order paid with a member's wallet: Odoo's eWallet line, which is a payment."""

    _inherit = "sale.order"

    def action_confirm(self):
        """Two orders that spend the same euros at once: the second one starts again."""
        self.check_access("write")
        self._bookstore_member_check_contributions()
        # sudo: whoever sells may lock the wallet that pays
        self.env["suite.concurrency"]._take(self._bookstore_member_get_wallets().sudo())
        # also where nothing pays yet: Odoo looks at the wallet of each customer by itself
        passed = self.with_context(**{PASS: WalletPass.make()})
        result = super(SaleOrder, passed).action_confirm()
        wallets = self._bookstore_member_get_wallets()
        if wallets:
            self.order_line._bookstore_member_check_payments()
            wallets._bookstore_settle()
            self._bookstore_member_check_covered(wallets)
        return result

    def _add_loyalty_history_lines(self):
        """An order that moves nothing on a wallet is no movement."""
        result = super()._add_loyalty_history_lines()
        # sudo: whoever sells need not read the ledger
        lines = self.env["loyalty.history"].sudo()
        own = [("order_model", "=", self._name), ("order_id", "=", self.id)]
        lines.search([*own, ("issued", "=", 0), ("used", "=", 0)]).unlink()
        return result

    def _update_programs_and_rewards(self):
        """Odoo computes what the wallet pays: it may write it, nobody else."""
        passed = self.with_context(**{PASS: WalletPass.make()})
        return super(SaleOrder, passed)._update_programs_and_rewards()

    def _apply_program_reward(self, reward, coupon, **kwargs):
        # sudo: whoever sells need not read cards
        wallet = coupon.sudo()._bookstore_get_wallets()
        self._bookstore_member_check_currency(wallet)
        passed = self.with_context(**{PASS: WalletPass.make()})
        return super(SaleOrder, passed)._apply_program_reward(reward, coupon, **kwargs)

    def copy_data(self, default=None):
        """A copy pays nothing yet; Odoo takes these lines out of it afterwards."""
        vals_list = super().copy_data(default)
        # sudo: whoever sells need not read cards
        cards = self.sudo().order_line.coupon_id._bookstore_get_wallets()
        for vals in vals_list if cards else ():
            vals["order_line"] = [
                command
                for command in vals.get("order_line") or ()
                if not (len(command) > 2 and isinstance(command[2], dict))
                or command[2].get("coupon_id") not in cards.ids
            ]
        return vals_list

    def _action_cancel(self):
        wallets = self._bookstore_member_get_wallets()
        if not wallets:
            return super()._action_cancel()
        for order in self:
            order._bookstore_member_check_credited(wallets)
        # sudo: salespeople may not delete these, Odoo does it with their rights
        self.sudo().coupon_point_ids.filtered(lambda one: one.coupon_id in wallets).unlink()
        passed = self.with_context(**{PASS: WalletPass.make()})
        result = super(SaleOrder, passed)._action_cancel()
        wallets._bookstore_settle()
        return result

    def _bookstore_member_get_wallets(self):
        # sudo: whoever sells need not read cards
        order = self.sudo()
        cards = order.order_line.coupon_id | order.coupon_point_ids.coupon_id
        # also those that paid before the order was cancelled and confirmed again
        moved = order.env["loyalty.history"].search(
            [("order_model", "=", self._name), ("order_id", "in", self.ids)]
        )
        return (cards | moved.card_id)._bookstore_get_wallets()

    def _bookstore_member_check_currency(self, wallets):
        for wallet in wallets:
            for order in self:
                if order.currency_id != wallet.currency_id:
                    raise UserError(
                        self.env._(
                            "The wallet of %(member)s is in %(wallet)s and %(order)s is in"
                            " %(currency)s: it cannot be paid with it. Choose a price list in"
                            " %(wallet)s for the order, or take payment another way.",
                            member=wallet.partner_id.name,
                            order=order.display_name,
                            wallet=wallet.currency_id.name,
                            currency=order.currency_id.name,
                        )
                    )

    def _bookstore_member_check_covered(self, wallets):
        """Nobody spends what is not there; a wallet below zero pays nothing."""
        paying = self.sudo().order_line.coupon_id & wallets  # sudo: whoever sells reads no cards
        for wallet in paying:
            if wallet.currency_id.compare_amounts(wallet.points, 0) < 0:
                raise UserError(
                    self.env._(
                        "The wallet of %s does not hold what it should pay. Use “Promotions” on the"
                        " order again: it pays what is left.",
                        wallet.partner_id.name,
                    )
                )

    def _bookstore_member_check_contributions(self):
        for order in self:
            product = order.company_id.sudo().bookstore_member_product_id  # sudo: only compared
            if product and product in order.order_line.product_id:
                raise UserError(
                    self.env._(
                        "Contributions are not sold: %s cannot be confirmed. Take the line out; the"
                        " monthly run calls contributions from the member's record.",
                        order.display_name,
                    )
                )

    def _bookstore_member_check_credited(self, wallets):
        """What an invoice booked as paid with the wallet is given back by a credit note."""
        for wallet in wallets:
            _waiting, booked = self._bookstore_member_get_figures(wallet)
            if self.currency_id.compare_amounts(booked, 0):
                raise UserError(
                    self.env._(
                        "%(order)s was invoiced, and paid with the wallet of %(member)s. Make a"
                        " credit note of the invoice first, then cancel.",
                        order=self.display_name,
                        member=wallet.partner_id.name,
                    )
                )

    def _bookstore_member_get_figures(self, wallet):
        """:return: ``(waiting, booked)``: euros of this wallet"""
        self.ensure_one()
        lines = self.sudo().order_line.filtered(  # sudo: whoever asks need not read invoices
            lambda line: line.coupon_id == wallet
        )
        waiting = sum(line._bookstore_member_get_waiting() for line in lines)
        return waiting, sum(sum(line._bookstore_member_list_charges()) for line in lines)

    def _bookstore_member_get_not_invoiced(self):
        """What these orders took from wallets and no invoice has booked yet."""
        return sum(
            order._bookstore_member_get_figures(wallet)[0]
            for order in self
            for wallet in order._bookstore_member_get_wallets()
        )
