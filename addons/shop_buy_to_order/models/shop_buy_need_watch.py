from odoo import fields, models

from ..core.settle import is_late
from .shop_buy_need import WAITING

LATE = "shop_buy_to_order.mail_activity_data_late"
LOSS = "shop_buy_to_order.mail_activity_data_loss"


class ShopBuyNeed(models.Model):
    """What somebody has to hear of, once: a customer gets it later than promised, or it costs more
    than he paid."""

    _inherit = "shop.buy.need"

    def _watch(self):
        today = fields.Date.context_today(self)
        for need in self:
            need = need.with_context(lang=need.user_id.lang or need.company_id.partner_id.lang)
            late = need.state in WAITING and is_late(
                need.promised_date or None, need.expected_date or None, today
            )
            if need.is_late != late:
                need.is_late = late
            need._tell_once("late_told", late, LATE)
            need._tell_once("loss_told", need.is_loss, LOSS)

    def _tell_once(self, told, holds, activity):
        """An activity when it begins to hold, done when it no longer does."""
        if holds and not self[told]:
            self[told] = True
            self.activity_schedule(
                activity,
                summary=self._word(activity),
                user_id=self.user_id.id or self.env.uid,
            )
        elif holds:
            # The same, with the days and amounts of now.
            known = self.activity_search([activity])
            word = self._word(activity)
            known.filtered(lambda one: one.summary != word).summary = word
        elif self[told]:
            self[told] = False
            self.activity_feedback([activity], feedback=self.env._("No longer so."))

    def _word(self, activity):
        if activity == LATE and self.expected_date:
            return self.env._(
                "Promised for %(promised)s, expected %(expected)s",
                promised=self._spell_day(self.promised_date),
                expected=self._spell_day(self.expected_date),
            )
        if activity == LATE:
            return self.env._(
                "Promised for %(promised)s, no date of the supplier",
                promised=self._spell_day(self.promised_date),
            )
        return self.env._(
            "Sold for %(revenue)s, bought for %(cost)s",
            revenue=self.currency_id.format(self.revenue),
            cost=self.currency_id.format(self.cost),
        )

    def _spell_day(self, day):
        return self.env["ir.qweb.field.date"].value_to_html(day, {})
