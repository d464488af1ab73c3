from odoo import SUPERUSER_ID, models

from odoo.addons.rental_booking.core.workflow import FIRM_STATES, OUT_STATES

KEY = "rental_deposit.follow"
_COVER_FIELDS = {"rental_deposit_waived", "rental_start", "rental_end", "currency_id"}


class SaleOrder(models.Model):
    """What is asked for follows the booking: other goods, other dates, another customer."""

    _inherit = "sale.order"

    def write(self, vals):
        result = super().write(vals)
        if _COVER_FIELDS & set(vals):
            self._rental_follow_deposit()
        return result

    def _sync_rental_invoice(self):
        super()._sync_rental_invoice()
        self._rental_follow_deposit()

    def _rental_follow_deposit(self):
        """Settled once, at the end of the transaction: many lines change in one press."""
        firm = self.filtered(
            lambda order: order.is_rental and order.rental_state in (*FIRM_STATES, *OUT_STATES)
        )
        if not firm:
            return
        precommit = self.env.cr.precommit
        if KEY not in precommit.data:
            precommit.data[KEY] = set()
            # sudo: whoever changed the booking, also a customer, may not see its deposits
            machine = self.env(user=SUPERUSER_ID, su=True)["sale.order"]
            precommit.add(machine._rental_settle_deposits)
        precommit.data[KEY].update(firm.ids)

    def _rental_settle_deposits(self):
        order_ids = self.env.cr.precommit.data.pop(KEY, ())
        for order in self.browse(sorted(order_ids)).exists():
            order._rental_settle_deposit()

    def _rental_settle_deposit(self):
        """As long as nothing is held: afterwards the booking shows what is missing."""
        deposits = self.rental_deposit_ids
        if not deposits:
            self._rental_ask_deposit()
        asked = deposits.filtered("follows_booking")
        if len(asked) != 1 or any(deposit.state != "asked" for deposit in deposits):
            return
        wanted, before = self.rental_deposit_missing, asked.amount
        if wanted > 0:
            asked.amount = wanted
        elif not asked.transaction_ids:
            asked.unlink()
        if self.currency_id.compare_amounts(wanted, before) > 0:
            asked._tell_grown()
