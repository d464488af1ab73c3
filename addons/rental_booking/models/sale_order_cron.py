import logging
from datetime import timedelta
from functools import partial

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import retrying

from ..core.workflow import FIRM_STATES, OUT_STATES

_logger = logging.getLogger(__name__)
REMIND_AFTER = timedelta(hours=24)
RISK_AHEAD = timedelta(days=14)


class SaleOrder(models.Model):
    """What happens to bookings by itself, each in a transaction of its own."""

    _inherit = "sale.order"

    @api.model
    def _rental_run_per_booking(self, bookings, method, *args):
        """Each booking in its own retried transaction; a refusal stays with its booking."""
        self.env["ir.cron"]._commit_progress(remaining=len(bookings))
        for booking in bookings.with_context(rental_by_machine=True):
            try:
                retrying(partial(getattr(booking, method), *args), self.env)
            except (UserError, OperationalError) as error:
                self.env.cr.rollback()
                _logger.info("Booking %s: %s refused: %s", booking.id, method, error)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _cron_rental_mark_late(self):
        self._rental_run_per_booking(
            self.search([("rental_state", "=", "out"), ("rental_is_late", "=", True)]),
            "_apply_transition",
            "mark_late",
        )
        self._cron_rental_find_risks()

    @api.model
    def _cron_rental_find_risks(self):
        """Bookings of the next days that cannot be served as things stand, told once; and those
        that can again, however far ahead."""
        until = fields.Datetime.now() + RISK_AHEAD
        soon_or_told = Domain("rental_start", "<", until) | Domain("rental_at_risk", "=", True)
        open_ones = Domain("rental_state", "in", (*FIRM_STATES, *OUT_STATES))
        ahead = self.search(open_ones & soon_or_told, order="rental_start")
        changed = ahead.filtered(lambda order: order.rental_at_risk != order.rental_has_shortage)
        self._rental_run_per_booking(changed, "_rental_refresh_risk")

    @api.model
    def _cron_rental_remind(self):
        """Seed: without an answer, a proposal is reminded after 24 hours, once."""
        recent = [("date", ">=", fields.Datetime.now() - REMIND_AFTER)]
        silent = self.search(
            [
                ("is_rental", "=", True),
                ("rental_state", "=", "proposed"),
                ("rental_history_ids", "not any", recent),
            ]
        )
        self._rental_run_per_booking(silent, "_apply_transition", "remind")

    @api.model
    def _cron_rental_cancel_expired(self):
        """Seed: unconfirmed past the departure slot, or confirmed and never picked up."""
        now = fields.Datetime.now()
        waiting = ("requested", "to_process", "proposed", "reminded")
        unconfirmed = self.search(
            [("rental_state", "in", waiting), ("rental_start", "<", now), ("is_rental", "=", True)]
        )
        self._rental_run_per_booking(unconfirmed, "_cancel_rental", "no_answer")
        for company in self.env["res.company"].search([("rental_no_show_hours", ">", 0)]):
            limit = now - timedelta(hours=company.rental_no_show_hours)
            no_show = self.search(
                [
                    ("rental_state", "in", FIRM_STATES),
                    ("company_id", "=", company.id),
                    "|",
                    ("rental_start", "<", limit),
                    ("rental_end", "<", now),
                ]
            )
            self._rental_run_per_booking(no_show, "_cancel_rental", "no_show")

    def _cancel_rental(self, reason):
        """By the machine: the reason in the words of the company, the guards as for everybody."""
        inside = self._rental_inside()
        reasons = {
            "no_answer": inside.env._("no answer"),
            "no_show": inside.env._("not picked up"),
        }
        inside.with_context(
            rental_reason=reasons[reason], rental_cancel_kind=reason
        )._action_cancel()

    @api.model
    def _cron_rental_charge_missing(self):
        overdue = self.env["rental.missing"].search(
            [("state", "=", "waiting"), ("deadline", "<", fields.Date.context_today(self))]
        )
        self._rental_run_per_booking(overdue.order_id, "_rental_charge_overdue_missing")

    def _rental_charge_overdue_missing(self):
        today = fields.Date.context_today(self)
        self.rental_missing_ids.filtered(
            lambda gap: gap.state == "waiting" and gap.deadline and gap.deadline < today
        )._charge()
