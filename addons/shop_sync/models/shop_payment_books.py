from collections import defaultdict

from odoo import models


class ShopPayment(models.Model):
    """What the accounts hold of a payment beside what the shop says: they follow by payments of the
    difference, each on its own day and in its own journal."""

    _inherit = "shop.payment"

    def _get_place(self):
        """Where the shop says that it was paid: (day, journal, currency)."""
        mapping = self.env["shop.mapping"]._get_payment(self.channel_id, self.method)
        journal = mapping.journal_id or self.account_payment_id.journal_id
        return self._get_day(), journal, self.currency_id

    def _get_due(self, amount):
        """``{(day, journal, currency): what is missing in the accounts}``; empty when they say the
        same as the shop."""
        due = defaultdict(float)
        due[self._get_place()] += amount
        for payment in self.account_payment_id | self.correction_ids:
            if payment.state in ("in_process", "paid"):
                sign = 1 if payment.payment_type == "inbound" else -1
                place = payment.date, payment.journal_id, payment.currency_id
                due[place] -= sign * payment.amount
        return {place: money for place, money in due.items() if not place[2].is_zero(money)}

    def _correct(self, amount):
        """Post what brings the accounts from what is booked to `amount`."""
        for (day, journal, currency), missing in self._get_due(amount).items():
            vals = self._prepare_account_payment_vals(journal, missing)
            correction = self.env["account.payment"].create(
                vals | {"date": day, "currency_id": currency.id, "shop_correction_id": self.id}
            )
            correction.action_post()
        self.mapping_id = self.env["shop.mapping"]._get_payment(self.channel_id, self.method)
        self.booked = amount
        self.order_ids._shop_reconcile_payments()
