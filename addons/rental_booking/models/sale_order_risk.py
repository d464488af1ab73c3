from odoo import models

from ..core.token import trusted
from ..core.workflow import FIRM_STATES, OUT_STATES
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
        """Flag and activities follow the shortage of each booking: told once, gone when solved."""
        for order in self:
            short = order._rental_get_short_lines()
            if order.rental_at_risk != bool(short):
                trusted(order.sudo()).rental_at_risk = bool(short)  # sudo: the machine's flag
            inside = order._rental_inside()
            inside._rental_end_warnings(short)
            for line in short:
                inside._rental_warn_shortage(line)

    def _rental_get_short_lines(self):
        """Lines of which something cannot leave as things stand; none that left or was called off."""
        if self.rental_state not in (*FIRM_STATES, *OUT_STATES):
            return self.order_line.browse()
        lines = self._get_rental_lines()
        lines.invalidate_recordset(["rental_available", "rental_shortage", "rental_stray_words"])
        return lines.filtered(lambda line: line.rental_shortage > 0 or line.rental_stray_words)

    def _rental_end_warnings(self, short):
        """What is short no longer is done, and the chatter says so."""
        # sudo: as in _rental_warn_shortage
        warnings = self.sudo().activity_ids.filtered("rental_short_product_id")
        solved = warnings.filtered(
            lambda activity: activity.rental_short_product_id not in short.product_id
        )
        if solved:
            solved.action_feedback(feedback=self.env._("This is no longer short."))

    def _rental_warn_shortage(self, line):
        """One activity a product, with the ways out."""
        line = line.with_env(self.env)
        product = line.product_id
        # sudo: the owner of the booking may be anybody's colleague
        if product in self.sudo().activity_ids.rental_short_product_id:
            return
        if line.rental_shortage <= 0:
            self._rental_warn_stray(line)
            return
        note = self.env._(
            "%(product)s is short in %(shop)s for this booking. Find another unit, a "
            "replacement or a sub-rental before the departure.",
            product=product.display_name,
            shop=self.warehouse_id.name,
        )
        elsewhere = line._rental_describe_other_shops()
        if elsewhere:
            note += " " + self.env._("Free in other shops: %s.", elsewhere)
        self._rental_schedule(
            self.env._("Shortage: %s", product.display_name),
            note,
            "mail.mail_activity_data_warning",
            rental_short_product_id=product.id,
        )

    def _rental_warn_stray(self, line):
        """The article is there, the unit that was chosen is not."""
        self._rental_schedule(
            self.env._("Choose another unit: %s", line.product_id.display_name),
            self.env._(
                "Not there for this booking: %s. “Ways out” gives another unit in one click.",
                line.rental_stray_words,
            ),
            "mail.mail_activity_data_warning",
            rental_short_product_id=line.product_id.id,
        )
