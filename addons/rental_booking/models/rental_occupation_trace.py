from odoo import models

from ..core.token import is_trusted
from .rental_occupation import MANUAL_KINDS

_TRACED = (
    "kind",
    "product_id",
    "warehouse_id",
    "lot_id",
    "quantity",
    "date_start",
    "date_end",
    "blocking",
    "dest_warehouse_id",
)


class RentalOccupation(models.Model):
    """Blocks, sub-rentals and transfers come, change and go with a trace."""

    _inherit = "rental.occupation"

    def _get_traced(self, vals):
        names = [name for name in _TRACED if name in vals]
        if not names or is_trusted(self):
            return {}
        manual = self.filtered(lambda row: row.kind in MANUAL_KINDS and not row.transfer_id)
        return {row: {name: row._read_value(name) for name in names} for row in manual}

    def _read_value(self, name):
        value = self[name]
        if self._fields[name].type == "datetime":
            tz = self.warehouse_id._get_rental_tz()
            return self.env["rental.screens"]._format_moment(value, tz)
        if self._fields[name].relational:
            return value.display_name or "–"
        return f"{value:g}" if name == "quantity" else str(value or "–")

    def _record_manual_changes(self, traced):
        for row, values in traced.items():
            row = row.with_context(lang=row.company_id._get_rental_lang())
            changes = [
                f"{row._fields[name]._description_string(row.env)} {old} → {row._read_value(name)}"
                for name, old in values.items()
                if row._read_value(name) != old
            ]
            if changes:
                row._record(", ".join(changes))

    def _record_manual(self, kind):
        """Blocks, sub-rentals and transfers come and go with a trace."""
        for row in self.filtered(lambda row: row.kind in MANUAL_KINDS and not row.transfer_id):
            row = row.with_context(lang=row.company_id._get_rental_lang())
            words = {"added": row.env._("added"), "removed": row.env._("removed")}
            row._record(words[kind])

    def _record(self, text):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        period = f"{self._read_value('date_start')} – {self._read_value('date_end')}"
        # sudo: the history is written by the machine only
        self.env["rental.history"].sudo().create(
            {
                "product_id": self.product_id.id,
                "warehouse_id": self.warehouse_id.id,
                "user_id": self.env.uid,
                "transition": "change",
                "reason": f"{kinds[self.kind]}, {abs(self.quantity):g} × "
                f"{self.product_id.display_name}, {period}: {text}",
            }
        )
