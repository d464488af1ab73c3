from odoo import models

from ..core.token import trusted
from ..core.workflow import FIRM_STATES
from .rental_occupation import FAR_FUTURE


class SaleOrder(models.Model):
    """Tomorrow at risk: bookings that cannot be served, told the moment it becomes true."""

    _inherit = "sale.order"

    def _rental_tell_overdue(self):
        """Goods that are late block without an end: who counts on them hears it now."""
        # sudo: capacity is a matter of the whole shop
        rows = self.sudo().rental_occupation_ids.filtered(lambda row: row.blocking and row.away)
        rows._yield_units(
            [
                (row.lot_id.id, row.date_start, FAR_FUTURE, row.order_id.id)
                for row in rows.filtered("lot_id")
            ]
        )
        self.env["rental.availability"]._record_reality(
            [(row.product_id, row.warehouse_id, row.date_start, FAR_FUTURE) for row in rows]
        )

    def _rental_refresh_risk(self):
        """Flag and activity follow the shortage of each booking."""
        for order in self:
            lines = (
                order._get_rental_lines()
                if order.rental_state in FIRM_STATES
                else order.order_line.browse()
            )
            lines.invalidate_recordset(["rental_available", "rental_shortage"])
            short = lines.filtered(lambda line: line.rental_shortage > 0)
            if order.rental_at_risk != bool(short):
                trusted(order.sudo()).rental_at_risk = bool(short)  # sudo: the machine's flag
            for line in short:
                order._rental_inside()._rental_warn_shortage(line)

    def _rental_warn_shortage(self, line):
        """One activity a product, with the ways out."""
        line = line.with_env(self.env)
        summary = self.env._("Shortage: %s", line.product_id.display_name)
        # sudo: the owner of the booking may be anybody's colleague
        if summary in self.sudo().activity_ids.mapped("summary"):
            return
        note = self.env._(
            "%(product)s is short in %(shop)s for this booking. Find another unit, a "
            "replacement or a sub-rental before the departure.",
            product=line.product_id.display_name,
            shop=self.warehouse_id.name,
        )
        elsewhere = line._rental_describe_other_shops()
        if elsewhere:
            note += " " + self.env._("Free in other shops: %s.", elsewhere)
        self._rental_schedule(summary, note, "mail.mail_activity_data_warning")
