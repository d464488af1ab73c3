from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.token import is_trusted, trusted
from ..core.workflow import ACTIVE_STATES, BACK_STATES, FIRM_STATES, OUT_STATES, QUOTED_STATES

_MANAGER_FIELDS = ("rental_ignore_hours", "rental_ignore_length")
_MACHINE_FIELDS = (
    "rental_departed_on",
    "rental_returned_on",
    "rental_late_half_days",
    "rental_rating",
    "rental_feedback",
    "rental_at_risk",
    "rental_hold_until",
    "rental_cancel_kind",
    "rental_due",
    "rental_has_missing",
    "rental_missing_deadline",
    "rental_has_after_sales",
    "block_start",
    "block_end",
)
_HEAD_FIELDS = {
    "partner_id",
    "partner_invoice_id",
    "partner_shipping_id",
    "payment_term_id",
    "fiscal_position_id",
    "client_order_ref",
}
_ORDER_STATES = {"quoted": ("draft", "sent"), "cancelled": ("cancel",), "promised": ("sale",)}


def _get_phase(rental_state):
    if rental_state in QUOTED_STATES:
        return "quoted"
    return "cancelled" if rental_state == "cancelled" else "promised"


class RentalPeriod(NamedTuple):
    """What a booking asks for, apart from its goods; times are naive UTC."""

    is_rental: bool
    shop: object
    start: datetime
    end: datetime


class SaleOrder(models.Model):
    """What may be written on a booking, and what follows: capacity, price, history, invoice."""

    _inherit = "sale.order"

    @api.model
    def default_get(self, fields):
        guarded = {"rental_state", *_MANAGER_FIELDS, *_MACHINE_FIELDS}
        return own_defaults(self, guarded, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_rental_vals(vals)
        orders = super().create(vals_list)
        rentals = orders.filtered("is_rental")
        rentals._rental_check_states()
        rentals.order_line._sync_rental_occupation()
        return orders

    def write(self, vals):
        self._check_rental_vals(vals)
        watched = {"rental_start", "rental_end", "warehouse_id", "is_rental"} & set(vals)
        before = {order.id: order._get_rental_period() for order in self} if watched else {}
        positions = {order: order.fiscal_position_id for order in self.filtered("is_rental")}
        if watched & {"rental_start", "rental_end"}:
            self._rental_split_before(vals)
        result = super().write(vals)
        if {"state", "is_rental"} & set(vals):
            self.filtered("is_rental")._rental_check_states()
        changed = self.filtered(
            lambda order: watched and order._get_rental_period() != before[order.id]
        )
        for order in changed:
            order._after_rental_change(before[order.id])
        self._rental_follow_head(vals, positions)
        return result

    def _rental_split_before(self, vals):
        """Other dates for goods that are partly back: what is back keeps its own."""
        for order in self.filtered(lambda order: order.rental_state in OUT_STATES):
            moved = order.rental_end != fields.Datetime.to_datetime(
                vals.get("rental_end", order.rental_end)
            )
            if moved:
                order.order_line.filtered(
                    lambda line: not line.rental_own_period
                )._rental_split_settled()

    def _rental_follow_head(self, vals, positions):
        """Another customer, address or fiscal position: taxes and draft invoice follow."""
        for order, position in positions.items():
            if order.fiscal_position_id != position and order.rental_state in ACTIVE_STATES:
                order._recompute_taxes()
        if _HEAD_FIELDS & set(vals):
            self._sync_rental_invoice()

    def _get_rental_period(self):
        return RentalPeriod(self.is_rental, self.warehouse_id, self.rental_start, self.rental_end)

    def _check_rental_vals(self, vals):
        """The state of a booking only changes by its transitions, also for imports."""
        if is_trusted(self):
            return
        if vals.get("rental_state", "draft") != "draft" or ("rental_state" in vals and self):
            raise UserError(
                self.env._(
                    "The state of a booking changes with its buttons only. Leave the column "
                    "“Booking state” out."
                )
            )
        if vals.get("state") == "sale" and (
            vals.get("is_rental") or any(order.is_rental for order in self)
        ):
            raise UserError(
                self.env._(
                    "A booking is confirmed with its button, so that its goods are reserved. "
                    "Leave it as a quotation and confirm it."
                )
            )
        if any(vals.get(name) for name in _MANAGER_FIELDS):
            self._rental_check_manager()
        written = [name for name in _MACHINE_FIELDS if name in vals]
        for name in () if self.env.su else written:
            if vals[name] or any(order[name] for order in self):
                raise AccessError(
                    self.env._(
                        "“%(field)s” of a booking is written by its slips and its confirmation "
                        "only. Leave it out.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    def _rental_check_states(self):
        """Odoo's state and the booking's say the same, whoever wrote one of them."""
        if is_trusted(self):
            return
        for order in self:
            if order.state in _ORDER_STATES[_get_phase(order.rental_state)]:
                continue
            raise UserError(
                self.env._(
                    "%(booking)s is “%(state)s”: its state changes with the buttons of the booking "
                    "only, so that its goods follow.",
                    booking=order.name,
                    state=order._get_state_label(order.rental_state),
                )
            )

    def _after_rental_change(self, before):
        """Dates or shop changed: guard, price, history and draft invoice follow.

        :param before: RentalPeriod of the booking before the write
        """
        if not (self.is_rental or before.is_rental):
            return
        self._check_rental_change(before)
        if not self.is_rental:
            self.sudo().rental_occupation_ids.unlink()  # sudo: written by the machine
            return
        if self.warehouse_id != before.shop:
            self._leave_rental_shop()
        self.order_line._sync_rental_occupation()
        if self.rental_state in ACTIVE_STATES:
            self.order_line._reprice_rental()
        self._record_rental_change(before)
        self._sync_rental_invoice()

    def _leave_rental_shop(self):
        """Units chosen on the shelf of the shop before, and a slip begun there, count no more."""
        order = self.sudo()  # sudo: those who import orders may have no rental role
        order.order_line.filtered("rental_lot_ids").rental_lot_ids = False
        order.rental_slip_ids._drop()

    def _check_rental_change(self, before):
        """What is out stays in its shop, what is back keeps its dates, closed days are said."""
        fixed = ("closed", "cancelled", *BACK_STATES)
        out_of_shop = self.rental_state in OUT_STATES and self.warehouse_id != before.shop
        no_booking = self.is_rental != before.is_rental and self.rental_state != "draft"
        if self.rental_state in fixed or out_of_shop or no_booking:
            raise UserError(
                self.env._(
                    "%(booking)s is “%(state)s”: this can no longer change. Once the goods are out, "
                    "only the dates can move; once they are back, nothing.",
                    booking=self.name,
                    state=self._get_state_label(self.rental_state),
                )
            )
        if self.rental_state in (*FIRM_STATES, *OUT_STATES):
            self._check_rental_dates()
            names = ("start", "end") if self.rental_state in FIRM_STATES else ("end",)
            self._check_rental_hours(*self._rental_get_moved(before, *names))

    def _rental_get_moved(self, before, *names):
        """The moments of the period that differ from ``before``."""
        now = self._get_rental_period()
        return [getattr(now, name) for name in names if getattr(now, name) != getattr(before, name)]

    def _record_rental_change(self, before):
        """Specification 5.1: a change of dates is no transition, but it has its history row.

        A late booking that gets a later return is late no longer.
        """
        source = target = self.rental_state
        if source == "late" and self._rental_get_late_limit() >= fields.Datetime.now():
            target = "out"
            trusted(self).rental_state = target
            self.activity_feedback(["mail.mail_activity_data_call"])
        self._rental_record(
            "reschedule", self._rental_inside()._describe_rental_change(before), source
        )

    def _describe_rental_change(self, before):
        now = self._get_rental_period()
        return " → ".join(
            f"{period.shop.name}, {self._format_rental(period.start)} – "
            f"{self._format_rental(period.end)}"
            for period in (before, now)
        )
