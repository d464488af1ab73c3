import logging
from datetime import timedelta
from functools import partial

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import retrying

from ..core.token import trusted
from ..core.workflow import BOOKING_STATES, BOOKING_TRANSITIONS, FIRM_STATES, OUT_STATES

_logger = logging.getLogger(__name__)
REMIND_AFTER = timedelta(hours=24)
RISK_AHEAD = timedelta(days=14)


class SaleOrder(models.Model):
    """Guards, effects and buttons of the booking workflow (see core/workflow.py)."""

    _inherit = "sale.order"

    def _get_rental_workflow(self):
        return "rental_state", BOOKING_STATES, BOOKING_TRANSITIONS, "order_id"

    # Buttons ----------------------------------------------------------------------------------

    def action_rental_submit(self):
        return self._apply_transition("submit")

    def action_rental_propose(self):
        """Propose what is available; what is short goes to the operators."""
        for order in self:
            short = order._get_rental_shortages()
            order._apply_transition("escalate" if short else "propose")
        return True

    def action_rental_offer(self):
        return self._apply_transition("offer")

    def action_rental_remind(self):
        return self._apply_transition("remind")

    def action_rental_prepare(self):
        return self._apply_transition("prepare")

    def action_rental_close(self):
        return self._apply_transition("close")

    def action_rental_depart(self):
        """Open the departure slip (made once) on the counter screen."""
        self.ensure_one()
        if self.rental_state not in OUT_STATES or not self._rental_get_departing_lines():
            self._check_transition_source("depart", BOOKING_TRANSITIONS["depart"])
        return self._open_rental_slip("departure")

    def action_rental_return(self):
        """Open the return slip; for an incomplete return, the one with what was missing."""
        self.ensure_one()
        if not self.rental_has_missing:
            self._check_transition_source("return", BOOKING_TRANSITIONS["return"])
        return self._open_rental_slip("return")

    def _open_rental_slip(self, slip_type):
        slip = self.env["rental.slip"]._get_or_create(self, slip_type)
        return slip.action_open_desk()

    def action_confirm(self):
        return super(SaleOrder, trusted(self)).action_confirm()

    def _action_confirm(self):
        result = super()._action_confirm()
        self.filtered("is_rental")._rental_untrusted()._apply_transition("confirm")
        return result

    def _should_be_locked(self):
        """A booking is protected by its workflow; a lock would stop slips and extensions."""
        return not self.is_rental and super()._should_be_locked()

    def _rental_untrusted(self):
        """Back to the ordinary guards (the trusted mark only covers the core's own write)."""
        return self.with_context(rental_token=False)

    def _action_cancel(self):
        reason = self.env.context.get("rental_reason")
        rentals = self.filtered("is_rental")._rental_untrusted()
        rentals._apply_transition("cancel", reason=reason)
        result = super(SaleOrder, trusted(self))._action_cancel()
        rentals._rental_settle_cancelled()
        return result

    def action_draft(self):
        if any(order.is_rental for order in self):
            raise UserError(
                self.env._("A cancelled booking stays cancelled. Duplicate it to start again.")
            )
        return super().action_draft()

    # Guards -----------------------------------------------------------------------------------

    def _rental_guard_submit(self):
        self._check_rental_complete()
        self._check_rental_hours(self.rental_start, self.rental_end)

    def _check_rental_dates(self):
        if not self.rental_start or not self.rental_end:
            raise UserError(
                self.env._("%s has no dates. Enter the departure and the return.", self.name)
            )

    def _check_rental_complete(self):
        self._check_rental_dates()
        if not self._get_rental_lines():
            raise UserError(
                self.env._(
                    "%s has nothing to rent. Add at least one rental product with a quantity.",
                    self.name,
                )
            )

    def _check_rental_hours(self, *moments):
        """Requirement: a shop closed that day is said, with what to do."""
        if self.rental_ignore_hours:
            return
        for moment in moments:
            if not self.warehouse_id._rental_is_open_at(moment):
                raise UserError(
                    self.env._(
                        "%(booking)s: %(shop)s is closed on %(moment)s. Choose another time, or "
                        "have a manager tick “Outside opening hours”.",
                        booking=self.name,
                        shop=self.warehouse_id.name,
                        moment=self._format_rental(moment),
                    )
                )

    def _get_rental_shortages(self):
        """[(line, missing)] of what is not available, own demand ignored."""
        lines = self._get_rental_lines()
        lines.invalidate_recordset(["rental_available", "rental_shortage"])
        return [(line, line.rental_shortage) for line in lines if line.rental_shortage > 0]

    def _rental_guard_available(self):
        short = self._get_rental_shortages()
        if not short:
            return
        service = self.env["rental.availability"].sudo()  # sudo: as in _guard of the service
        raise UserError(
            "\n".join(
                service._describe_shortage(
                    line.product_id, self.warehouse_id, line.block_start, line.block_end, missing
                )
                for line, missing in short
            )
        )

    def _rental_guard_confirm(self):
        self._check_rental_complete()
        self._check_rental_hours(self.rental_start, self.rental_end)
        self.order_line._check_rental_price()

    def _rental_guard_prepare(self):
        """Serial units are chosen now, so that the shelf can be made ready."""
        self._get_rental_lines()._choose_rental_lots()

    def _rental_guard_depart(self):
        self._rental_require_signed_slip("departure")

    def _rental_guard_return(self):
        self._rental_require_signed_slip("return")

    def _rental_require_signed_slip(self, slip_type):
        slips = self.rental_slip_ids.filtered(
            lambda slip: slip.type == slip_type and slip.state == "signed"
        )
        if not slips:
            raise UserError(
                self.env._(
                    "%s: the slip is not signed yet. Fill it in with the customer and sign it.",
                    self.name,
                )
            )

    def _rental_guard_late(self):
        if self._rental_get_late_limit() >= fields.Datetime.now():
            raise UserError(self.env._("%s is not late yet.", self.name))

    def _rental_guard_missing(self):
        if not self.rental_has_missing:
            raise UserError(self.env._("%s: nothing is missing.", self.name))

    def _rental_guard_missing_settled(self):
        if self.rental_has_missing:
            raise UserError(
                self.env._(
                    "%s: something is still missing. Enter its return or charge it first.",
                    self.name,
                )
            )

    def _rental_guard_tickets_open(self):
        if not self.rental_has_after_sales:
            raise UserError(self.env._("%s has no open after-sales ticket.", self.name))

    def _rental_guard_tickets_closed(self):
        if self.rental_has_after_sales:
            raise UserError(
                self.env._("%s: an after-sales ticket is still open. Close it first.", self.name)
            )

    def _rental_guard_close(self):
        self._rental_guard_missing_settled()
        self._rental_guard_tickets_closed()
        waiting = self.order_line.filtered(
            lambda line: line._rental_is_sold_goods() and line._rental_get_undelivered() > 0
        )
        if waiting:
            raise UserError(
                self.env._(
                    "%(booking)s: %(goods)s is sold but not handed over. Deliver it, or take it "
                    "off the booking.",
                    booking=self.name,
                    goods=", ".join(waiting.mapped("product_id.display_name")),
                )
            )

    # Effects ----------------------------------------------------------------------------------

    def _rental_effect_propose(self):
        """A proposal may keep its goods for some hours (company setting)."""
        hours = self.company_id.rental_hold_hours
        if hours:
            self.rental_hold_until = fields.Datetime.now() + timedelta(hours=hours)
            self.order_line._sync_rental_occupation()

    def _rental_effect_escalate(self):
        short = "\n".join(
            self.env._("%(product)s: %(missing)g missing", product=line.name, missing=missing)
            for line, missing in self._get_rental_shortages()
        )
        self._rental_schedule(self.env._("Find an alternative"), short)

    def _rental_effect_confirm(self):
        lines = self._get_rental_lines()
        lines._freeze_rental_terms()
        lines._sync_rental_occupation()

    def _rental_effect_prepare(self):
        self.order_line._sync_rental_occupation()

    def _rental_effect_depart(self):
        self._rental_reconcile()

    def _rental_effect_late(self):
        self._rental_schedule(
            self.env._("Late: call the customer"), "", "mail.mail_activity_data_call"
        )
        self._rental_tell_overdue()

    def _rental_effect_return(self):
        self._sync_rental_invoice()

    def _rental_effect_close(self):
        self.activity_ids.action_feedback()
        self._post_rental_invoice()

    def _rental_effect_cancel(self):
        # sudo: occupations are written by the machine
        self.sudo().rental_occupation_ids.filtered(
            lambda occupation: not occupation.released_at
        )._release()
        self.rental_slip_ids._drop()
        trusted(self.sudo()).rental_at_risk = False  # sudo: as above

    def _rental_settle_cancelled(self):
        """What is paid for nothing is proposed for a credit note, less the fee of the company."""
        for order in self:
            paid = order._rental_get_posted_amount()
            if order.currency_id.compare_amounts(paid, 0.0) <= 0:
                continue
            outside = order._rental_outside()
            fee = order.currency_id.round(
                sum(order._get_rental_lines().mapped("price_subtotal"))
                * order.company_id.rental_cancel_fee
            )
            if fee > 0:
                trusted(order)._add_rental_charge(
                    "cancellation", outside.env._("Cancellation of %s", order.name), min(fee, paid)
                )
            order._sync_rental_invoice()
            inside = order._rental_inside()
            inside._rental_schedule(
                inside.env._("Cancelled, but invoiced"),
                inside.env._(
                    "%(amount).2f is invoiced for %(booking)s, which is cancelled. A draft credit "
                    "note is ready: check it and post it, or keep the invoice.",
                    amount=paid,
                    booking=order.name,
                ),
            )

    def _rental_settle_obligations(self):
        """After a return, a settled gap or a closed ticket: show the first open obligation."""
        for order in self:
            if order.rental_state == "incomplete" and not order.rental_has_missing:
                order._apply_transition("settle_missing")
            if order.rental_state == "after_sales" and not order.rental_has_after_sales:
                order._apply_transition("solve_after_sales")
            if order.rental_state == "returned":
                order._rental_show_obligation()

    def _rental_show_obligation(self):
        if self.rental_has_missing:
            self._apply_transition("report_missing")
        elif self.rental_has_after_sales:
            self._apply_transition("open_after_sales")
        elif self.company_id.rental_auto_close:
            self._apply_transition("close")

    # Automatic --------------------------------------------------------------------------------

    @api.model
    def _rental_run_per_booking(self, bookings, method, *args):
        """Each booking in its own retried transaction; a refusal stays with its booking."""
        self.env["ir.cron"]._commit_progress(remaining=len(bookings))
        for booking in bookings:
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
        """Bookings of the next days that cannot be served as things stand, told once."""
        until = fields.Datetime.now() + RISK_AHEAD
        ahead = self.search(
            [("rental_state", "in", FIRM_STATES), ("rental_start", "<", until)],
            order="rental_start",
        )
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
        inside.with_context(rental_reason=reasons[reason])._action_cancel()

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
