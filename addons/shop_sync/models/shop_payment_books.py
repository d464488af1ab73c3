from collections import defaultdict

from odoo import models

BOOKED = ("in_process", "paid")


class ShopPayment(models.Model):
    """What the accounts hold of a payment beside what the shop says: they follow by payments of the
    difference, each on its own day and in its own journal."""

    _inherit = "shop.payment"

    def _get_place(self):
        """Where the shop says that it was paid: (day, journal, currency)."""
        mapping = self.env["shop.mapping"]._get_payment(self.channel_id, self.method)
        journal = mapping.journal_id or self.account_payment_id.journal_id
        if mapping == self.mapping_id:  # another journal of a method is for what comes later
            journal = self._get_booked_in().journal_id or journal
        return self._get_day(), journal, self.currency_id

    def _get_booked(self):
        booked = self.account_payment_id | self.correction_ids
        return booked.filtered(lambda payment: payment.state in BOOKED)

    def _get_booked_in(self):
        """The payment by which the money came to where the accounts have it."""
        booked = self._get_booked().filtered(lambda payment: payment.payment_type == "inbound")
        return booked.sorted("id")[-1:]

    def _get_due(self, amount):
        """``{(day, journal, currency): what is missing in the accounts}``; empty when they say the
        same as the shop."""
        due = defaultdict(float)
        due[self._get_place()] += amount
        for payment in self._get_booked():
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
