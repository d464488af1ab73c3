from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.token import trusted
from ..core.workflow import BOOKING_STATES, BOOKING_TRANSITIONS, DESK, OUT_STATES


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
            short = order._get_rental_shortages() or order._rental_get_stray_lines()
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

    def _rental_get_stray_lines(self):
        """Lines with a chosen unit that is elsewhere."""
        lines = self._get_rental_lines()
        lines.invalidate_recordset(["rental_stray_words"])
        return lines.filtered("rental_stray_words")

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
        self._rental_check_binds()
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
            # sudo: nobody types until when goods are kept
            self.sudo().rental_hold_until = fields.Datetime.now() + timedelta(hours=hours)
            self.order_line._sync_rental_occupation()

    def _rental_effect_escalate(self):
        short = "\n".join(
            self.env._("%(product)s: %(missing)g missing", product=line.name, missing=missing)
            for line, missing in self._get_rental_shortages()
        )
        strays = self._rental_get_stray_lines().mapped("rental_stray_words")
        text = "\n".join([short, *strays]).strip()
        self._rental_schedule(self.env._("Find an alternative"), text)

    def _rental_effect_confirm(self):
        lines = self._get_rental_lines()
        if self.env.su or not self.env.user.has_group(DESK):  # a customer, a visitor, a job
            lines._rental_let_strays_go()
        lines._freeze_rental_terms()
        lines._sync_rental_occupation()

    def _rental_effect_prepare(self):
        self.order_line._sync_rental_occupation()

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
        self._rental_refresh_risk()
