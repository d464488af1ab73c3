from odoo import models


class RentalSlipLine(models.Model):
    """What came back damaged goes to after-sales."""

    _inherit = "rental.slip.line"

    def _open_tickets(self):
        """A damaged unit goes to after-sales and out of availability from this minute."""
        for line in self.filtered("outside_unit"):
            line._tell_outside_damage()
        for line in self.filtered(lambda line: not line.outside_unit):
            line.repair_id = self.env["repair.order"]._open_rental_ticket(
                line.product_id,
                line.lot_id,
                line.slip_id.warehouse_id,
                order=line.slip_id.order_id,
                slip_line=line,
                note=line.comment,
            )

    def _tell_outside_damage(self):
        """A colleague's unit is not ours to repair: someone talks to the colleague."""
        order = self.slip_id.order_id
        order.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Damaged unit of a colleague"),
            note=self.env._(
                "%(unit)s came back damaged: %(comment)s. Tell the colleague it is rented from.",
                unit=self._get_label(),
                comment=self.comment or "",
            ),
            user_id=order.user_id.id or self.env.uid,
        )
