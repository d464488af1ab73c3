from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.token import trusted
from .rental_availability import told_at_end
from .rental_occupation import FAR_FUTURE

UNDO_WITHIN = timedelta(days=7)


class RentalSlip(models.Model):
    """A slip signed by mistake is undone by a counter-operation; the slip itself is kept."""

    _inherit = "rental.slip"

    def action_undo(self):
        """Stock, exemplars, charges, tickets and the state go back to before the signature."""
        self.ensure_one()
        self.order_id._rental_check_manager()
        self.order_id.check_access("write")
        slip = self.sudo()  # sudo: rights are checked above; slips are the machine's
        slip._check_undoable()
        slip._undo()
        return True

    @told_at_end
    def _undo(self):
        self.order_id.rental_slip_ids._drop()
        if self.type == "departure":
            self._undo_departure()
        else:
            self._undo_return()
        self.write(
            {
                "state": "cancelled",
                "undone_on": fields.Datetime.now(),
                "undone_by_id": self.env.uid,
            }
        )
        self.order_id._rental_record("undo", self.name)
        self._after_exemplars_moved()
        if self.type == "return":
            self.line_ids.order_line_id._rental_rejoin_booking()

    def _check_undoable(self):
        problem = self._get_undo_problem()
        if problem:
            message = f"{self.name}: {problem}"
            raise UserError(message)

    def _get_undo_problem(self):
        """Why the slip can no longer be undone ("" = it can)."""
        if self.state != "signed":
            return self.env._("only a signed slip is undone.")
        if self.signed_on < fields.Datetime.now() - UNDO_WITHIN:
            return self.env._("it was signed more than a week ago. Enter a new slip instead.")
        if self.order_id.rental_state in ("closed", "cancelled"):
            return self.env._("its booking is closed. Correct the invoice with a credit note.")
        if self.type == "departure":
            return self._get_departure_undo_problem()
        return self._get_return_undo_problem()

    def _get_departure_undo_problem(self):
        returned = self.line_ids.return_line_ids.slip_id.filtered(
            lambda slip: slip.state == "signed"
        )
        if returned:
            return self.env._("undo %s first, its goods came back with it.", returned[0].name)
        if self.line_ids.filtered(lambda line: line._is_sold() and line.status == "ok"):
            return self.env._("goods were sold with it. Enter their return in the delivery.")
        return ""

    def _get_return_undo_problem(self):
        later = self.line_ids.departure_line_id.return_line_ids.filtered(
            lambda line: line.slip_state == "signed" and line.slip_id.id > self.id
        )
        if later:
            return self.env._("undo %s first.", later.slip_id[0].name)
        if self.line_ids.missing_ids.filtered(lambda gap: gap.state == "charged"):
            return self.env._("something missing is charged already.")
        tickets = self.line_ids.repair_id.filtered(
            lambda ticket: ticket.rental_ticket_state not in ("new", "diagnosed")
        )
        if tickets:
            return self.env._("%s is being repaired or closed.", tickets[0].name)
        away = self.env["rental.occupation"].search(
            [
                ("lot_id", "in", self.line_ids.lot_id.ids),
                ("away", "=", True),
                ("kind", "=", "booking"),
            ]
        )
        own = self.order_id.rental_occupation_ids
        if away - own:
            return self.env._("a unit has left again with %s.", (away - own).order_id[:1].name)
        return ""

    # Departure --------------------------------------------------------------------------------

    def _undo_departure(self):
        order = self.order_id
        rented = self.line_ids.filtered("exemplar")
        shop = self.warehouse_id
        self._move_lines(
            rented.filtered(lambda line: not line.outside_unit),
            shop.rental_return_type_id,
            shop.rental_out_location_id,
            shop.lot_stock_id,
        )
        for order_line, lines in rented.grouped("order_line_id").items():
            self._get_rows(order_line, lines).unlink()
        rented.exemplar = False
        for line in self.line_ids.filtered(lambda line: line.status == "missing"):
            trusted(line.order_line_id).product_uom_qty += line.quantity
        order._rental_go_back("confirmed" if not self._get_other_departures() else "out")

    def _get_other_departures(self):
        return self.order_id.order_line.rental_slip_line_ids.filtered("exemplar").slip_id - self

    # Return -----------------------------------------------------------------------------------

    def _undo_return(self):
        order = self.order_id
        own = self.line_ids.filtered(lambda line: not line.only_accessories)
        back = own.filtered(lambda line: line.departure_line_id.exemplar in ("back", "exchanged"))
        self.line_ids.repair_id._rental_withdraw()
        shop = self.warehouse_id
        self._move_lines(
            back.filtered(lambda line: not line.outside_unit),
            shop.rental_departure_type_id,
            shop.lot_stock_id,
            shop.rental_out_location_id,
        )
        self._take_again(own)
        self._withdraw_charges()
        own.late_half_days = 0
        self.line_ids.missing_ids.unlink()
        order.rental_missing_ids.filtered(lambda gap: gap.back_slip_id == self).write(
            {"state": "waiting", "back_slip_id": False}
        )
        order._rental_go_back("out")

    def _take_again(self, lines):
        """The exemplars are with the customer again, until their planned end."""
        order_lines = lines.order_line_id
        rows = trusted(order_lines.rental_occupation_ids)
        obsolete = rows.filtered(
            lambda row: (
                (row.blocking and row.away) or (row.history and row.released_at == self.happened_on)
            )
        )
        missing = lines.filtered(lambda line: line._was_missing()).departure_line_id
        missing.exemplar = "missing"
        (lines.departure_line_id - missing).exemplar = "out"
        for line in lines:
            line.departure_line_id.kept_open = line.kept_open
        away = order_lines.rental_slip_line_ids.filtered(
            lambda line: line.exemplar in ("out", "missing")
        )
        again = [
            vals
            for exemplars in away.grouped(
                lambda line: (line.order_line_id, line.exemplar, line.kept_open)
            ).values()
            for vals in self._prepare_rows_again(exemplars)
        ]
        trusted(self.env["rental.occupation"])._apply(obsolete, [], again)

    def _prepare_rows_again(self, exemplars):
        """:param exemplars: departure lines of one booking line in the same state"""
        lost = exemplars[0].exemplar == "missing"
        start = min(line.slip_id.happened_on or line.slip_id.signed_on for line in exemplars)
        values = exemplars.order_line_id._rental_prepare_departed_occupation(start)
        values["lost"] = lost
        if lost or exemplars[0].kept_open:
            values["date_end"] = FAR_FUTURE
        vals_list = [{**values, "lot_id": lot.id, "quantity": 1.0} for lot in exemplars.lot_id]
        loose = len(exemplars) - len(exemplars.lot_id)
        return vals_list + ([{**values, "quantity": loose}] if loose else [])

    def _withdraw_charges(self):
        charges = self.order_id.order_line.filtered(lambda line: line.rental_slip_id == self)
        trusted(charges).write({"product_uom_qty": 0.0})
