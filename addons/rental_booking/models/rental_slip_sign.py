from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.half_days import to_local
from ..core.token import settled_later, trusted
from ..core.workflow import FIRM_STATES
from .rental_availability import told_at_end
from .rental_slip_line import BACK_STATUSES


class RentalSlip(models.Model):
    """The signature and everything that happens with it, in one transaction."""

    _inherit = "rental.slip"

    def sign(self, values):
        """The customer has read and signs: stock moves, booking, late charges, tickets.

        :param values: signature (base64 PNG), signed_by, version (of what was read), rating
            ("1".."5" or False), feedback, moment (when it happened, naive UTC, now without it),
            knowingly (the warnings were read)
        :raise UserError: something is missing on the slip, it changed since it was read, or it
            was signed already by somebody else
        """
        self.ensure_one()
        self._check_counter()
        if self._is_same_signature(values):
            return self.get_screen()
        slip = self._open_for_entry()
        slip._check_signable(values)
        slip._write_signature(values)
        if slip.type == "departure":
            settled_later(slip)._depart()
        else:
            settled_later(slip)._come_back()
        slip._freeze_proof()
        return slip._get_screen_payload()

    def _is_same_signature(self, values):
        """A tablet repeats a call whose answer was lost: that is no second signature."""
        slip = self.sudo()  # sudo: write access on the booking is checked by the caller
        return (
            slip.state == "signed"
            and slip.signed_by == (values.get("signed_by") or "").strip()
            and slip.version == values.get("version")
        )

    def _check_signable(self, values):
        if values.get("version") != self.version:
            raise UserError(
                self.env._(
                    "%s was changed on another device since it was shown. Read it again with the "
                    "customer, then sign.",
                    self.name,
                )
            )
        problems = self._get_problems()
        if not values.get("signature") or not (values.get("signed_by") or "").strip():
            problems.append(self.env._("The name and the signature of the customer are missing."))
        if not values.get("knowingly"):
            problems += self._get_warnings()
        if problems:
            raise UserError("\n".join(problems))

    def _get_moment(self, values):
        """When it really happened: now, or what the counter entered, if that is possible."""
        now = fields.Datetime.now()
        moment = fields.Datetime.to_datetime(values.get("moment") or False) or now
        earliest = max(
            (slip.happened_on or slip.signed_on for slip in self._get_departures()), default=False
        )
        if moment > now + timedelta(minutes=1) or (earliest and moment < earliest):
            raise UserError(
                self.env._(
                    "%(slip)s cannot have happened on %(moment)s: not in the future, and no return "
                    "before the departure. Correct the time.",
                    slip=self.name,
                    moment=self.order_id._format_rental(moment),
                )
            )
        if self.type == "departure":
            self._check_left_after_booking(moment)
        return min(moment, now)

    def _check_left_after_booking(self, moment):
        """Entered days late is usual, also with its booking; before both of them nothing left."""
        order = self.order_id
        tz = order.warehouse_id._get_rental_tz()
        starts = self.line_ids.order_line_id.filtered("rental_start").mapped("rental_start")
        known = min([order.create_date, *starts])
        if to_local(moment, tz).date() < to_local(known, tz).date():
            raise UserError(
                self.env._(
                    "%(slip)s cannot have happened on %(moment)s: nothing of %(booking)s was known "
                    "before %(known)s. Correct the time, or first the dates of the booking.",
                    slip=self.name,
                    moment=order._format_rental(moment),
                    booking=order.name,
                    known=order._format_rental(known),
                )
            )

    def _get_departures(self):
        """Signed departure slips of what is on this return slip."""
        return self.line_ids.departure_line_id.slip_id

    def _write_signature(self, values):
        rating = str(values.get("rating") or "")
        self.write(
            {
                "state": "signed",
                "signature": values["signature"],
                "signed_by": values["signed_by"].strip(),
                "signed_on": fields.Datetime.now(),
                "happened_on": self._get_moment(values),
                "user_id": self.env.uid,
                "rating": rating if rating in dict(self._fields["rating"].selection) else False,
                "feedback": (values.get("feedback") or "").strip() or False,
            }
        )

    # Departure --------------------------------------------------------------------------------

    @told_at_end
    def _depart(self):
        order = self.order_id
        taken = self.line_ids.filtered(lambda line: line.status == "ok")
        sold = taken.filtered(lambda line: line._is_sold())
        rented = taken - sold
        for line in rented.filtered("lot_id"):
            self._check_lot_on_shelf(line.lot_id)
        shop = self.warehouse_id
        self._move_lines(
            rented.filtered(lambda line: not line.outside_unit),
            shop.rental_departure_type_id,
            shop.lot_stock_id,
            shop.rental_out_location_id,
        )
        self._occupy_departed(rented)
        if order.rental_state in FIRM_STATES:
            order._rental_untrusted()._rental_leave(self.happened_on)
        refused = self.line_ids.filtered(lambda line: line.status == "missing")
        order.order_line._rental_write_departed(rented, refused)
        order._rental_deliver_sold(sold, refused.filtered(lambda line: line._is_sold()))
        self._after_exemplars_moved()

    def _occupy_departed(self, rented):
        """Occupation from the real time (or the planned start) on, one row a unit."""
        rented.exemplar = "out"
        lines = self.line_ids.order_line_id.filtered("is_rental")
        planned = self.env["rental.occupation"].search_fetch(
            [
                ("order_line_id", "in", lines.ids),
                ("away", "=", False),
                ("released_at", "=", False),
            ]
        )
        vals_list = []
        for order_line, exemplars in rented.grouped("order_line_id").items():
            values = order_line._rental_prepare_departed_occupation(self.happened_on)
            lots = exemplars.lot_id
            vals_list += [{**values, "lot_id": lot.id, "quantity": 1.0} for lot in lots]
            if len(exemplars) > len(lots):
                loose = len(exemplars) - len(lots)
                vals_list.append({**values, "lot_id": False, "quantity": loose})
        trusted(self.env["rental.occupation"])._apply(*planned._go_on_as(vals_list))
        lines._rental_count_exemplars()  # what left is planned no longer, whatever is written next

    def _after_exemplars_moved(self):
        """Counts, what is planned still, the state and the draft invoice follow the exemplars."""
        order = self.order_id
        lines = order.order_line.filtered("is_rental")
        if self.type == "return" or self.undone_on:
            lines._rental_count_exemplars()
        trusted(lines)._sync_rental_occupation()
        order._rental_untrusted()._rental_settle_slips(self._get_last_moment())
        settled_later(order, later=False)._sync_rental_invoice()

    def _get_last_moment(self):
        """When the last slip happened that counts: not one that is undone."""
        returns = self.order_id.rental_slip_ids.filtered(
            lambda slip: slip.type == "return" and slip.state == "signed"
        )
        undone = self.undone_on and max(returns.mapped("happened_on"), default=False)
        return undone or self.happened_on

    # Return -----------------------------------------------------------------------------------

    @told_at_end
    def _come_back(self):
        order, moment = self.order_id, self.happened_on
        own = self.line_ids.filtered(lambda line: not line.only_accessories)
        back = own.filtered(lambda line: line.status in BACK_STATUSES)
        missing = own.filtered(lambda line: line.status == "missing")
        kept = own - back - missing
        self._move_back(back)
        self._release_returned(back, moment)
        for lines, lost in ((missing, True), (kept, False)):
            for order_line, exemplars in lines.grouped("order_line_id").items():
                self._get_rows(order_line, exemplars)._leave_open(lost)
        own.filtered("departure_line_id.kept_open").kept_open = True
        kept.departure_line_id.kept_open = True
        # what is exchanged goes on with its replacement: its lateness is told once, by that
        final = (back | missing).filtered(lambda line: line.status != "exchanged")
        order._rental_charge_late(final, moment)
        order._rental_settle_returned(self)
        order._rental_expect_missing(self)
        self._mark_exemplars(back, missing)
        back.filtered(lambda line: line.status in ("damaged", "exchanged"))._open_tickets()
        self._store_rating()
        self._after_exemplars_moved()

    def _mark_exemplars(self, back, missing):
        exchanged = back.filtered(lambda line: line.status == "exchanged")
        for lines, state in (
            (back - exchanged, "back"),
            (exchanged, "exchanged"),
            (missing, "missing"),
        ):
            lines.departure_line_id.exemplar = state

    def _release_returned(self, back, moment):
        """Partial return: only what is back becomes free."""
        for order_line, lines in back.grouped("order_line_id").items():
            self._get_rows(order_line, lines)._release(moment)

    def _store_rating(self):
        if self.rating:
            trusted(self.order_id).write(
                {"rental_rating": int(self.rating), "rental_feedback": self.feedback}
            )
            order = self.order_id
            order.rating_apply(
                int(self.rating),
                token=order._rating_get_access_token(self.partner_id),
                feedback=self.feedback or None,
                subtype_xmlid="mail.mt_note",
            )
