from odoo import api, fields, models


class RentalSlipLine(models.Model):
    """One exemplar on one slip."""

    _name = "rental.slip.line"
    _description = "Rental Slip Line"
    _order = "slip_id, sequence, id"
    _rec_name = "product_id"

    slip_id = fields.Many2one("rental.slip", required=True, index=True, ondelete="cascade")
    slip_state = fields.Selection(related="slip_id.state")
    company_id = fields.Many2one(related="slip_id.company_id")
    order_line_id = fields.Many2one(
        "sale.order.line", "Booking line", index="btree_not_null", ondelete="restrict"
    )
    product_id = fields.Many2one(
        related="order_line_id.product_id", store=True, index=True, precompute=True
    )
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one("stock.lot", "Unit", index="btree_not_null", ondelete="restrict")
    outside_unit = fields.Char(
        "Unit of a colleague",
        help="Serial number of a sub-rented unit: it leaves and comes back without being in stock.",
    )
    sequence = fields.Integer(related="order_line_id.sequence", store=True)
    index = fields.Integer("No.", default=1)
    status = fields.Selection(
        [
            ("pending", "To check"),
            ("ok", "OK"),
            ("missing", "Missing"),
            ("damaged", "Damaged"),
            ("accessory_missing", "Accessory missing"),
        ],
        default="pending",
        required=True,
    )
    comment = fields.Text()
    only_accessories = fields.Boolean(
        help="The exemplar is back already, only accessories are awaited."
    )
    departure_line_id = fields.Many2one(
        "rental.slip.line", "At departure", index="btree_not_null", ondelete="set null"
    )
    photo_ids = fields.One2many("rental.slip.photo", "line_id", "Photos")
    photo_count = fields.Integer("Photo count", compute="_compute_photo_count")
    accessory_ids = fields.One2many("rental.slip.accessory", "line_id", "Accessories")
    missing_ids = fields.One2many("rental.missing", "slip_line_id", "Awaited")
    repair_id = fields.Many2one("repair.order", "After-sales ticket", index="btree_not_null")

    @api.depends("photo_ids")
    def _compute_photo_count(self):
        for line in self:
            line.photo_count = len(line.photo_ids)

    def _prepare_return_line(self, slip):
        """Values of the return line of a departure line."""
        return {
            "slip_id": slip.id,
            "order_line_id": self.order_line_id.id,
            "index": self.index,
            "lot_id": self.lot_id.id,
            "outside_unit": self.outside_unit,
            "departure_line_id": self.id,
            "accessory_ids": [
                (0, 0, accessory._prepare_return())
                for accessory in self.accessory_ids
                if accessory.present
            ],
        }

    def _has_unit(self):
        """Whether it is known which unit this is (quantities have none)."""
        return bool(self.tracking != "serial" or self.lot_id or self.outside_unit)

    def _get_unit_name(self):
        return self.lot_id.name or self.outside_unit or ""

    def _get_problem(self):
        """What is still needed for this line before the customer signs ("" = nothing)."""
        self.ensure_one()
        if self.status == "pending":
            return self.env._("to check")
        if self.slip_id.type == "departure" and self.status != "missing":
            if not self._has_unit():
                return self.env._("unit to scan")
            if self.product_id.rental_photo_required and not self.photo_ids:
                return self.env._("photo to take")
        if self.status == "accessory_missing" and all(self.accessory_ids.mapped("present")):
            return self.env._("missing accessory to untick")
        if self.status == "damaged" and not (self.comment or self.photo_ids):
            return self.env._("damage to describe")
        return ""
