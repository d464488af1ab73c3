from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.half_days import to_local


class RentalMissing(models.Model):
    """Something a customer still has to bring back: an exemplar or an accessory.

    Seed: after some days without return the replacement as new is charged; brought back before,
    it costs nothing.
    """

    _name = "rental.missing"
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
    charge_line_id = fields.Many2one("sale.order.line", "Charge", ondelete="set null")

    @api.depends("product_id", "lot_id", "departure_line_id", "accessory_name")
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
            gap._cancel_charge()
        return True

    def _check_desk(self):
        if not self.env.user.has_group("rental_booking.group_rental_booking_desk"):
            raise UserError(self.env._("Only the rental desk handles what is missing."))
        self.order_id.check_access("write")

    def _cancel_charge(self):
        """A charge that is not posted goes; a posted one needs a credit note, which is a choice."""
        if not self.charge_line_id._is_posted():
            self.charge_line_id.product_uom_qty = 0.0
            return
        self.order_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Came back after the charge"),
            note=self.env._(
                "%s came back after its replacement was invoiced. Make a credit note if you pay "
                "it back.",
                self.display_name,
            ),
            user_id=self.order_id.user_id.id or self.env.uid,
        )

    def _charge(self):
        """Replacement on the booking, unit out of the fleet, obligation settled."""
        # sudo: written by the machine once the caller is checked (button or nightly job)
        for gap in self.sudo().filtered(lambda gap: gap.state == "waiting"):
            gap.charge_line_id = gap.order_id._add_rental_charge(
                "replacement",
                self.env._("Replacement of %s (not brought back)", gap.display_name),
                gap.price,
                quantity=gap.quantity,
            )
            gap.state = "charged"
            if not gap.accessory_name:
                gap._write_off()
        # a return slip begun for what is charged now would bring it back a second time
        self.order_id.sudo().rental_slip_ids._drop()  # reason: as above
        self.order_id._settle_obligations()

    def _write_off(self):
        """The unit is lost: no longer occupied, no longer in the fleet."""
        rows = self.order_id.rental_occupation_ids.filtered(
            lambda row: row.blocking and row.order_line_id == self.order_line_id
        )
        now = fields.Datetime.now()
        if self.lot_id:
            rows.filtered(lambda row: row.lot_id == self.lot_id)._release(now)
        else:
            rows.filtered(lambda row: not row.lot_id)._release_quantity(self.quantity, now)
        self._move_lost()

    def _move_lost(self, back=False):
        """Out of the fleet with the customer who lost it, or back on the shelf."""
        if self.departure_line_id.outside_unit:  # never was in the fleet
            return
        loss = self.product_id.with_company(self.company_id).property_stock_inventory
        source, target = self.warehouse_id.rental_out_location_id, loss
        if back:
            source, target = loss, self.warehouse_id.lot_stock_id
        self.env["stock.move"]._move_rental_units(
            self.product_id, self.lot_id, self.quantity, source, target, self.order_id.name
        )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_missing_deadline(self):
        """Last day to bring things back: grace days after the planned end or today, the later."""
        tz = self.warehouse_id._get_rental_tz()
        reference = max(self.rental_end, fields.Datetime.now())
        return to_local(reference, tz).date() + timedelta(days=self.company_id.rental_grace_days)

    def _expect_missing(self, slip):
        """Obligations for what a return slip says is not there (only new ones)."""
        deadline = self._get_missing_deadline()
        known = {
            (gap.departure_line_id.id, gap.accessory_name)
            for gap in self.rental_missing_ids
            if gap.state == "waiting"
        }
        vals_list = [
            vals
            for line in slip.line_ids
            for vals in line._prepare_missing(deadline)
            if (vals["departure_line_id"], vals.get("accessory_name", False)) not in known
        ]
        self.env["rental.missing"].create(vals_list)

    def _settle_returned(self, slip):
        """What was awaited and is on the slip now has been brought back."""
        back = self.env["rental.missing"]
        waiting = self.rental_missing_ids.filtered(lambda gap: gap.state == "waiting")
        for line in slip.line_ids:
            own = waiting.filtered(
                lambda gap, line=line: gap.departure_line_id == line.departure_line_id
            )
            present = set(line.accessory_ids.filtered("present").mapped("name"))
            if line.status != "missing":
                back |= own.filtered(lambda gap: not gap.accessory_name)
            back |= own.filtered(lambda gap, names=present: gap.accessory_name in names)
        back.state = "back"

    def _prepare_second_return_lines(self, slip):
        """Lines of the slip for what was missing: an exemplar, or only its accessories."""
        waiting = self.rental_missing_ids.filtered(lambda gap: gap.state == "waiting")
        vals_list = []
        for departure, gaps in waiting.grouped("departure_line_id").items():
            vals = departure._prepare_return_line(slip)
            exemplar = gaps.filtered(lambda gap: not gap.accessory_name)
            if not exemplar:
                names = set(gaps.mapped("accessory_name"))
                vals["only_accessories"] = True
                vals["accessory_ids"] = [
                    (0, 0, accessory._prepare_return())
                    for accessory in departure.accessory_ids
                    if accessory.name in names
                ]
            vals_list.append(vals)
        return vals_list


class RentalSlipLine(models.Model):
    _inherit = "rental.slip.line"

    def _prepare_missing(self, deadline):
        """Obligations of one return line: the exemplar, or its absent accessories."""
        departure = self.departure_line_id
        order_line = self.order_line_id
        common = {
            "order_id": self.slip_id.order_id.id,
            "slip_line_id": self.id,
            "departure_line_id": departure.id,
            "order_line_id": order_line.id,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "deadline": deadline,
        }
        if self.status == "missing" and not self.only_accessories:
            price = self.product_id.rental_replacement_price
            return [{**common, "price": price}]
        return [
            {
                **common,
                "accessory_id": accessory.accessory_id.id,
                "accessory_name": accessory.name,
                "quantity": accessory.quantity,
                "price": accessory.replacement_price,
            }
            for accessory in self.accessory_ids
            if not accessory.present
        ]
