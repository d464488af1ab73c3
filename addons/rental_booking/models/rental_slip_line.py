import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

STATUSES = {
    "departure": ("pending", "ok", "later", "missing"),
    "return": ("pending", "ok", "kept", "missing", "damaged", "exchanged", "accessory_missing"),
}
BACK_STATUSES = ("ok", "damaged", "exchanged", "accessory_missing")


class RentalSlipLine(models.Model):
    """One exemplar on one slip."""

    _name = "rental.slip.line"
    _inherit = "suite.guard.mixin"
    _description = "Rental Slip Line"
    _order = "slip_id, sequence, id"
    _rec_name = "product_id"

    slip_id = fields.Many2one("rental.slip", required=True, index=True, ondelete="cascade")
    slip_state = fields.Selection(related="slip_id.state")
    partner_id = fields.Many2one(related="slip_id.partner_id")
    happened_on = fields.Datetime(related="slip_id.happened_on")
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
            ("later", "Taken later"),
            ("kept", "Kept by the customer"),
            ("missing", "Missing"),
            ("damaged", "Damaged"),
            ("exchanged", "Broken, exchanged"),
            ("accessory_missing", "Accessory missing"),
        ],
        default="pending",
        required=True,
    )
    quantity = fields.Float(
        default=1.0, digits="Product Unit", help="More than one for goods sold beside the rental."
    )
    exemplar = fields.Selection(
        [
            ("out", "With the customer"),
            ("back", "Back"),
            ("exchanged", "Exchanged"),
            ("missing", "Missing"),
            ("charged", "Charged"),
        ],
        "Where it is",
        readonly=True,
        copy=False,
        help="Of a rented exemplar that left: what became of it.",
    )
    kept_open = fields.Boolean(
        "Kept without an end",
        readonly=True,
        copy=False,
        help="Of an exemplar that left: now. Of its return: before it was signed.",
    )
    late_half_days = fields.Integer(
        "Late half-days charged", readonly=True, help="By this return, for this exemplar."
    )
    return_line_ids = fields.One2many("rental.slip.line", "departure_line_id", "Returns")
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
        return bool(self.tracking not in ("serial", "lot") or self.lot_id or self.outside_unit)

    def _is_sold(self):
        """Sold beside the rental: it is handed over and does not come back."""
        return not self.order_line_id.is_rental

    def _get_late_total(self):
        """Late half-days charged for this exemplar by all its signed returns."""
        signed = self.return_line_ids.filtered(lambda line: line.slip_state == "signed")
        return sum(signed.mapped("late_half_days"))

    def _was_missing(self):
        """Whether the return before this one said so already."""
        before = self.departure_line_id.return_line_ids.filtered(
            lambda line: (
                line.slip_state == "signed"
                and line.slip_id.id < self.slip_id.id
                and not line.only_accessories
            )
        )
        return before.sorted(lambda line: line.slip_id.id)[-1:].status == "missing"

    def _get_unit_name(self):
        return self.lot_id.name or self.outside_unit or ""

    def _get_problem(self):
        """What is still needed for this line before the customer signs ("" = nothing)."""
        self.ensure_one()
        if self.status == "pending":
            return self.env._("to check")
        if self.slip_id.type == "departure" and self.status == "ok":
            if not self._has_unit():
                return self.env._("unit to scan")
            if self._is_photo_required() and not self.photo_ids:
                return self.env._("photo to take")
        if self.status == "accessory_missing" and all(self.accessory_ids.mapped("present")):
            return self.env._("missing accessory to untick")
        if self.status in ("damaged", "exchanged") and not (self.comment or self.photo_ids):
            return self.env._("damage to describe")
        return ""

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
        if self.status == "kept":
            return []
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

    def _get_statuses(self):
        """Statuses that make sense: without accessories none of them can be missing."""
        unfit = set()
        if not self.accessory_ids:
            unfit.add("accessory_missing")
        if self.only_accessories:
            unfit |= {"kept", "damaged", "exchanged"}
        if self.departure_line_id.exemplar == "missing":
            unfit.add("kept")
        return [status for status in STATUSES[self.slip_id.type] if status not in unfit]

    def _check_status(self, status):
        if status not in self._get_statuses():
            raise UserError(
                self.env._(
                    "%s: this status does not fit here (it has no accessories on this slip, or it "
                    "is missing already). Choose another one.",
                    self.product_id.display_name,
                )
            )

    def _refuse_move_by_hand(self, shop):
        raise UserError(
            self.env._(
                "%(goods)s is out with %(bookings)s: it does not leave “%(place)s” by hand. Enter "
                "a return slip first (back, or missing to charge its replacement), then move or "
                "sell it.",
                goods=self[:1].lot_id.name or self.product_id.display_name,
                bookings=", ".join(self.slip_id.order_id[:5].mapped("name")),
                place=shop.rental_out_location_id.display_name,
            )
        )

    def _get_kit(self):
        """{"id", "name"} of the kit that it is a part of, or False."""
        kit = self.order_line_id.linked_line_id
        if not self.order_line_id.rental_kit_units or not kit:
            return False
        number = f"{kit.product_uom_qty:g} × " if kit.product_uom_qty > 1 else ""
        return {"id": kit.id, "name": f"{number}{kit.product_id.name}"}

    def _get_label(self):
        return f"{self.product_id.display_name} {self._get_unit_name() or self.index}"

    def _get_screen_data(self):
        self.ensure_one()
        departure = self.departure_line_id
        unit = self._get_unit_name()
        return {
            "id": self.id,
            "product": self.product_id.display_name,
            "product_id": self.product_id.id,
            "order_line_id": self.order_line_id.id,
            "kit": self._get_kit(),
            "sold": self._is_sold(),
            "quantity": self.quantity,
            "price": self._get_replacement_label(),
            "index": self.index,
            "tracking": self.tracking,
            "lot": {"id": self.lot_id.id, "name": unit} if unit else False,
            "status": self.status,
            "comment": self.comment or "",
            "only_accessories": self.only_accessories,
            "photo_required": self._is_photo_required(),
            "photos": self.photo_ids._get_screen_data(),
            "accessories": self.accessory_ids._get_screen_data(),
            "departure": {
                "comment": departure.comment or "",
                "photos": departure.photo_ids._get_screen_data(),
            }
            if departure
            else False,
            "problem": self._get_problem() if self.slip_id.state == "draft" else False,
        }

    def _is_photo_required(self):
        return (
            self.slip_id.type == "departure"
            and self.product_id.rental_photo_required
            and not self._is_sold()
        )

    def _prepare_proof(self):
        currency = self.company_id.currency_id
        before = self.departure_line_id
        return {
            "product": self.product_id.display_name,
            "kit": self._get_kit(),
            "unit": self._get_unit_name(),
            "index": self.index,
            "quantity": self.quantity,
            "status": self._get_status_label(),
            "sold": self._is_sold(),
            "price": self._get_replacement_label(),
            "comment": self.comment or "",
            "before": before.comment or "" if before else False,
            "photos": self.photo_ids.ids,
            "photos_before": before.photo_ids.ids,
            "hashes": [hashlib.sha256(photo.image or b"").hexdigest() for photo in self.photo_ids],
            "accessories": [
                {
                    "name": accessory.name,
                    "quantity": accessory.quantity,
                    # of an exemplar that is not there nothing can be said to be there
                    "present": accessory.present and self.status not in ("missing", "kept"),
                    "price": format_amount(self.env, accessory.replacement_price, currency)
                    if accessory.replacement_price
                    else "",
                }
                for accessory in self.accessory_ids
            ],
        }

    def _get_replacement_label(self):
        """What is charged when it is not brought back, with its currency ("" = nothing)."""
        price = self.product_id.rental_replacement_price
        if not price or self._is_sold():
            return ""
        return format_amount(self.env, price, self.company_id.currency_id)

    def _get_status_label(self):
        if self.slip_id.type == "departure" and self.status == "missing":
            return self.env._("Not taken")
        if self.slip_id.type == "return" and self.status == "ok":
            return self.env._("Returned")
        return dict(self._fields["status"]._description_selection(self.env)).get(self.status, "")
