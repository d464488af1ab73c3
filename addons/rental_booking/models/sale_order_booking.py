from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError

from ..core.token import is_trusted
from ..core.workflow import DESK, MANAGER


class SaleOrder(models.Model):
    """The small door of a booking: its words, its moments, its history, and what others hang on.

    Slips, missing goods, tickets and capacity speak to a booking through these methods.
    """

    _inherit = "sale.order"

    def _get_rental_lines(self):
        """Lines of goods that leave and come back."""
        return self.order_line.filtered(lambda line: line.is_rental and line.product_uom_qty > 0)

    def _format_rental(self, moment):
        return self.env["rental.screens"]._format_moment(moment, self.warehouse_id._get_rental_tz())

    def _rental_get_law_mentions(self):
        """Sentences that the law wants on the booking, where French law is installed."""
        found = self._fr_get_mentions() if hasattr(self, "_fr_get_mentions") else []
        return [sentence for _code, sentence in found]

    def _rental_inside(self):
        """The booking in the words of the company: what colleagues read."""
        return self.with_context(lang=self.company_id._get_rental_lang())

    def _rental_outside(self):
        """The booking in the words of the customer: what goes on documents."""
        installed = dict(self.env["res.lang"].get_installed())
        lang = self.partner_id.lang
        return self.with_context(
            lang=lang if lang in installed else self.company_id._get_rental_lang()
        )

    def _rental_schedule(self, summary, note, kind="mail.mail_activity_data_todo", **values):
        """Something for the owner of the booking to do; without one, for the desk."""
        user = self.user_id or self._rental_get_desk_user()
        self.activity_schedule(kind, summary=summary, note=note, user_id=user.id, **values)

    def _rental_get_desk_user(self):
        """Who acts, if he works at the desk: a customer or a job does not; else who has the shop."""
        if self.env.uid != SUPERUSER_ID and self.env.user.has_group(DESK):
            return self.env.user
        return self.warehouse_id._rental_get_responsible()

    def _rental_record(self, transition, reason, source=None):
        """A row of the history for what is no transition of the workflow."""
        # sudo: the history is written by the machine only, nobody has create rights on it
        self.env["rental.history"].sudo().create(
            {
                "order_id": self.id,
                "user_id": self.env.uid,
                "transition": transition,
                "source": source or self.rental_state,
                "target": self.rental_state,
                "reason": reason,
            }
        )

    @api.model
    def _rental_check_manager(self):
        """What only a manager may do, whichever door it comes through."""
        if self.env.su or is_trusted(self):
            return
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only a rental manager may do this. Ask one, or leave it as it is.")
            )

    def _rental_untrusted(self):
        """Back to the ordinary guards (the trusted mark only covers the core's own write)."""
        return self.with_context(rental_token=False)

    def _rental_refresh_risk(self):
        """Capacity changed under these bookings; who watches over it extends this."""
