from odoo import models

from .loyalty_card import PASS, WalletPass


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _process_order(self, order, existing_order):
        """What the till sends is a sale; afterwards nobody types what was paid with a wallet."""
        passed = self.with_context(**{PASS: WalletPass.make()})
        return super(PosOrder, passed)._process_order(order, existing_order)

    def confirm_coupon_programs(self, coupon_data):
        """The till says what it moved; what the lines of the sale say is what counts."""
        self.check_access("write")
        passed = self.with_context(**{PASS: WalletPass.make()})
        result = super(PosOrder, passed).confirm_coupon_programs(coupon_data)
        wallets = self._bookstore_member_get_wallets(coupon_data, result["coupon_updates"])
        wallets._bookstore_settle()
        points = {wallet.id: wallet.points for wallet in wallets}
        for update in result["coupon_updates"]:
            update["points"] = points.get(update["id"], update["points"])
        return result

    def _bookstore_member_get_wallets(self, coupon_data, updates):
        """Every wallet that the till named, whatever it said of it, and those of its lines."""
        touched = {update["id"] for update in updates}
        touched.update(int(number) for number in coupon_data)
        touched.update(vals.get("coupon_id") or 0 for vals in coupon_data.values())
        # sudo: cashiers may not settle wallets, their sales do
        cards = self.env["loyalty.card"].sudo()
        found = cards.browse([number for number in touched if number > 0]).exists()
        return (found | self.sudo().lines.coupon_id)._bookstore_get_wallets()  # sudo: same reason
