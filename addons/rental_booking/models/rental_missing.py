from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.token import trusted
from .rental_availability import told_at_end


class RentalMissing(models.Model):
    """Something a customer still has to bring back: an exemplar or an accessory.

    Seed: after some days without return the replacement as new is charged; brought back before,
    it costs nothing.
    """

    _name = "rental.missing"
    _inherit = "suite.guard.mixin"
    _description = "Rental Missing"
    _order = "deadline, id"

    order_id = fields.Many2one(
        "sale.order", "Booking", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="order_id.partner_id")
    warehouse_id = fields.Many2one(related="order_id.warehouse_id", store=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    slip_line_id = fields.Many2one(
        "rental.slip.line", "Return line", index="btree_not_null", ondelete="cascade"
    )
    departure_line_id = fields.Many2one("rental.slip.line", "Departure line", ondelete="cascade")
    order_line_id = fields.Many2one("sale.order.line", "Booking line", ondelete="restrict")
    product_id = fields.Many2one("product.product", required=True)
    lot_id = fields.Many2one("stock.lot", "Unit")
    accessory_id = fields.Many2one("rental.accessory", ondelete="set null")
    accessory_name = fields.Char("Accessory name")
    quantity = fields.Float(default=1.0)
    price = fields.Monetary("Replacement price")
    deadline = fields.Date("Bring back until", index=True)
    state = fields.Selection(
        [("waiting", "Awaited"), ("back", "Brought back"), ("charged", "Charged")],
        default="waiting",
        required=True,
        index=True,
    )
    back_slip_id = fields.Many2one("rental.slip", "Brought back with", readonly=True)
    charge_line_id = fields.Many2one("sale.order.line", "Charge", ondelete="set null")

    @api.depends("product_id", "lot_id", "departure_line_id", "accessory_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for gap in self:
            unit = gap.lot_id.name or gap.departure_line_id.outside_unit
            parts = (gap.product_id.display_name, unit, gap.accessory_name)
            gap.display_name = " · ".join(filter(None, parts))

    def action_charge(self):
        """Charge the replacement now instead of waiting for the date."""
        self.check_access("read")
        self._check_desk()
        self._charge()
        return True

    def action_bring_back(self):
        """What was charged came back after all: unit on the shelf, charge taken off or told."""
        self.check_access("read")
        self._check_desk()
        for gap in self:
            if gap.state != "charged":
                raise UserError(
                    self.env._(
                        "%s is not charged. Enter it on a return slip of its booking.",
                        gap.display_name,
                    )
                )
        # sudo: the counter takes goods back, stock and invoice follow by the machine
        for gap in self.sudo():
            gap.state = "back"
            if not gap.accessory_name:
                gap._move_lost(back=True)
                gap.departure_line_id.exemplar = "back"
                gap.order_line_id._rental_count_exemplars()
            gap._cancel_charge()
        return True

    def _check_desk(self):
        if not self.env.user.has_group("rental_booking.group_rental_booking_desk"):
            raise UserError(self.env._("Only the rental desk handles what is missing."))
        self.order_id.check_access("write")

    def _cancel_charge(self):
        """A charge that is not posted goes; a posted one needs a credit note, which is a choice."""
        if not self.charge_line_id._rental_is_posted():
            self.charge_line_id.product_uom_qty = 0.0
            return
        inside = self.with_context(lang=self.company_id._get_rental_lang())
        self.order_id._rental_schedule(
            inside.env._("Came back after the charge"),
            inside.env._(
                "%s came back after its replacement was invoiced. Make a credit note if you pay "
                "it back.",
                inside.display_name,
            ),
        )

    @told_at_end
    def _charge(self):
        """Replacement on the booking, unit out of the fleet, obligation settled."""
        # sudo: written by the machine once the caller is checked (button or nightly job)
        for gap in self.sudo().filtered(lambda gap: gap.state == "waiting"):
            outside = gap.with_context(lang=gap.order_id._rental_outside().env.lang)
            gap.charge_line_id = gap.order_id._add_rental_charge(
                "replacement",
                outside.env._("Replacement of %s (not brought back)", outside.display_name),
                gap.price,
                quantity=gap.quantity,
                taxes_of=gap.order_line_id,
            )
            gap.state = "charged"
            if not gap.accessory_name:
                gap._write_off()
                gap.departure_line_id.exemplar = "charged"
                gap.order_line_id._rental_count_exemplars()
        # a return slip begun for what is charged now would bring it back a second time
        self.order_id.sudo().rental_slip_ids._drop()  # sudo: as above
        self.order_id._rental_settle_obligations()

    def _write_off(self):
        """The unit is lost: no longer occupied, no longer in the fleet."""
        rows = self.slip_line_id.slip_id._get_rows(self.order_line_id, self.slip_line_id)
        rows._release(fields.Datetime.now())
        self._move_lost()

    def _move_lost(self, back=False):
        """Out of the fleet with the customer who lost it, or back on the shelf."""
        if self.departure_line_id.outside_unit:  # never was in the fleet
            return
        loss = self.product_id.with_company(self.company_id).property_stock_inventory
        source, target = self.warehouse_id.rental_out_location_id, loss
        if back:
            source, target = loss, self.warehouse_id.lot_stock_id
        trusted(self.env["stock.move"])._move_rental_units(
            self.product_id, self.lot_id, self.quantity, source, target, self.order_id.name
        )
