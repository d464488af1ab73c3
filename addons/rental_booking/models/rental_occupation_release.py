from odoo import api, fields, models
from odoo.exceptions import UserError

from .rental_occupation import FAR_FUTURE, MANUAL_KINDS, Demands


class RentalOccupation(models.Model):
    """How rows end: released, taken in part, or left open; and the units that give way to reality."""

    _inherit = "rental.occupation"

    def action_release(self):
        """End a block, a sub-rental or a transfer now."""
        for occupation in self:
            if occupation.kind not in MANUAL_KINDS:
                raise UserError(
                    self.env._(
                        "%(occupation)s follows its booking or ticket: change that instead.",
                        occupation=occupation.display_name,
                    )
                )
        self._release()

    def _release(self, moment=None):
        """The units are back (or the promise is gone): free from ``moment`` (now) on."""
        moment = moment or fields.Datetime.now()
        demands = Demands()
        for occupation in self.with_context(rental_demands=demands):
            vals = {"blocking": False, "away": False, "lost": False, "released_at": moment}
            began = moment > occupation.date_start
            if occupation.away or (occupation.kind in MANUAL_KINDS and began):
                vals["history"] = True
                vals["date_end"] = moment if began else occupation.date_end
            occupation.write(vals)
        self._judge(demands)

    def _release_quantity(self, quantity, moment):
        """Free ``quantity`` units of untracked rows, splitting the last one."""
        self._take_quantity(quantity)._release(moment)

    def _take_quantity(self, quantity):
        """Rows that hold exactly ``quantity`` of these units; the last one is split for it."""
        found = self.browse()
        for occupation in self:
            if quantity <= 0:
                break
            taken = min(quantity, occupation.quantity)
            quantity -= taken
            if taken == occupation.quantity:
                found |= occupation
                continue
            part = occupation.with_context(rental_demands=Demands())
            part.quantity -= taken
            found |= part.copy({"quantity": taken}).with_env(self.env)
        return found

    def _leave_open(self, lost=False):
        """Kept or missing: the units block until they are back, from now on without an end."""
        self.filtered(lambda row: row.date_end != FAR_FUTURE or row.lost != lost).write(
            {"date_end": FAR_FUTURE, "away": True, "lost": lost}
        )

    def _go_on_as(self, vals_list):
        """What plans units goes on as what really takes them: the batch for :meth:`_apply`.

        Rows are written rather than deleted: to delete makes Odoo forget all it has read. The row
        of the same unit first, then any of the line, unless its new unit stands on another row.

        :return: (rows that nothing goes on, [(row, changed values)], values of new rows)
        """
        units = self.grouped(lambda row: (row.order_line_id.id, row.lot_id.id))
        pairs = [
            (vals, units.pop((vals["order_line_id"], vals["lot_id"]), ())) for vals in vals_list
        ]
        planned, spare = set(self.lot_id.ids), {}
        for (line_id, _lot_id), rows in units.items():
            spare.setdefault(line_id, []).extend(rows)
        changes, creates = [], []
        for vals, rows in pairs:
            others = spare.get(vals["order_line_id"])
            if not rows and others and vals["lot_id"] not in planned:
                rows = [others.pop()]
            if rows:
                changes.append((rows[0], rows[0]._get_changed(vals)))
            else:
                creates.append(vals)
        used = self.browse().union(*(row for row, _values in changes))
        return self - used, changes, creates

    @api.model
    def _make_way_for(self, vals_list):
        """Reality takes the units: rows that only plan them get others."""
        self._yield_units(
            [
                (vals["lot_id"], vals["date_start"], vals["date_end"], vals.get("order_id"))
                for vals in vals_list
                if vals.get("away") and vals.get("lot_id") and vals.get("blocking", True)
            ]
        )

    def _make_way(self, vals):
        if not {"date_end", "date_start", "away", "blocking", "lot_id"} & set(vals):
            return
        rows = self.filtered(
            lambda row: (
                vals.get("lot_id", row.lot_id.id)
                and vals.get("away", row.away)
                and vals.get("blocking", row.blocking)
            )
        )
        self._yield_units(
            [
                (
                    vals.get("lot_id", row.lot_id.id),
                    vals.get("date_start") or row.date_start,
                    vals.get("date_end") or row.date_end,
                    row.order_id.id,
                )
                for row in rows
            ]
        )

    @api.model
    def _yield_units(self, taken):
        """Pins are wishes: planned rows of other bookings that want units that are taken now.

        :param taken: [(lot id, start, end, order id)]
        """
        if not taken:
            return
        # sudo: the unit may be planned in a booking of another shop
        planned = (
            self.env["rental.occupation"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", [lot_id for lot_id, *_window in taken]),
                    ("blocking", "=", True),
                    ("away", "=", False),
                    ("kind", "=", "booking"),
                ]
            )
        )
        for row in planned:
            if any(
                row.lot_id.id == lot_id
                and row.order_id.id != order_id
                and row.date_start < fields.Datetime.to_datetime(end)
                and row.date_end > fields.Datetime.to_datetime(start)
                for lot_id, start, end, order_id in taken
            ):
                row.order_line_id._rental_change_unit(row.lot_id)
