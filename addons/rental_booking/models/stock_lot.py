from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.groups import READERS
from .rental_occupation import FAR_FUTURE


class StockLot(models.Model):
    """A unit: where it is, who has it and until when, what it did before."""

    _inherit = "stock.lot"

    rental_order_id = fields.Many2one(
        "sale.order", "With booking", compute="_compute_rental_where", groups=READERS
    )
    rental_partner_id = fields.Many2one(
        "res.partner", "With", compute="_compute_rental_where", groups=READERS
    )
    rental_where = fields.Char("Where", compute="_compute_rental_place")
    rental_until = fields.Datetime("Until", compute="_compute_rental_where", groups=READERS)
    rental_next_start = fields.Datetime(
        "Next departure", compute="_compute_rental_where", groups=READERS
    )
    rental_count = fields.Integer("Rentals", compute="_compute_rental_count", groups=READERS)
    rental_currency_id = fields.Many2one(related="product_id.currency_id", groups=READERS)
    rental_revenue = fields.Monetary(
        "Earned",
        compute="_compute_rental_revenue",
        currency_field="rental_currency_id",
        groups=READERS,
        help="Its share of the lines of bookings that it left with, without taxes.",
    )
    rental_replacement_price = fields.Monetary(
        related="product_id.rental_replacement_price",
        currency_field="rental_currency_id",
        groups=READERS,
    )
    rental_slip_line_ids = fields.One2many("rental.slip.line", "lot_id", "Slips", groups=READERS)

    @api.depends_context("uid")
    def _compute_rental_where(self):
        """From the rows that hold the units now and next; one query for all."""
        now = fields.Datetime.now()
        # sudo: what the shelf shows is no secret of a booking
        rows = (
            self.env["rental.occupation"]
            .sudo()
            .search([("lot_id", "in", self.ids), ("blocking", "=", True)], order="date_start, id")
        )
        by_lot = rows.grouped("lot_id")
        for lot in self:
            own = by_lot.get(lot._origin, rows.browse())
            away = own.filtered("away")[:1]
            planned = own.filtered(lambda row: not row.away and row.date_start > now)[:1]
            lot.rental_order_id = away.order_id
            lot.rental_partner_id = away.order_id.partner_id
            lot.rental_until = away.planned_end or (
                away.date_end if away and away.date_end < FAR_FUTURE else False
            )
            lot.rental_next_start = planned.date_start

    @api.depends("location_id")
    def _compute_rental_place(self):
        """The shop and the place in it, in words."""
        for lot in self:
            place = lot.sudo().location_id  # sudo: the name of a shop is no secret
            shop = place.warehouse_id.name
            lot.rental_where = f"{shop} · {place.name}" if shop else place.name or ""

    @api.depends_context("uid")
    def _compute_rental_count(self):
        groups = (
            self.env["rental.slip.line"]
            .sudo()
            ._read_group(  # sudo: as above
                [("lot_id", "in", self.ids), ("exemplar", "!=", False)], ["lot_id"], ["__count"]
            )
        )
        counts = {lot.id: count for lot, count in groups}
        for lot in self:
            lot.rental_count = counts.get(lot._origin.id, 0)

    @api.depends_context("uid")
    def _compute_rental_revenue(self):
        """What each booking line brings, shared by the units that it asked for."""
        departures = (
            self.env["rental.slip.line"]
            .sudo()  # sudo: as above
            .search([("lot_id", "in", self.ids), ("exemplar", "!=", False)])
        )
        by_lot = departures.grouped("lot_id")
        for lot in self:
            lines = by_lot.get(lot._origin, departures.browse()).order_line_id
            lot.rental_revenue = sum(
                line.price_subtotal / line.product_uom_qty for line in lines if line.product_uom_qty
            )

    def action_open_rental_unit(self):
        """Its own page: where, with whom, until when."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("rental_booking.rental_unit_action")
        form = self.env.ref("rental_booking.stock_lot_view_form_unit")
        return {**action, "views": [(form.id, "form")], "res_id": self.id}

    def action_rental_timeline(self):
        """Its bookings in time, beside the other units of the product."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "rental_booking.rental_unit_timeline_action"
        )
        search = self.product_id.default_code or self.product_id.name
        return {**action, "context": {"rental_search": search}}

    def action_open_rental_ticket(self):
        """From a unit on the shelf: to after-sales, out of availability, ticket opened."""
        tickets = self.env["repair.order"]
        for lot in self:
            tickets |= lot._rental_open_shelf_ticket()
        return {
            "type": "ir.actions.act_window",
            "res_model": "repair.order",
            "res_id": tickets[:1].id,
            "view_mode": "form",
        }

    def _rental_open_shelf_ticket(self):
        self.check_access("read")
        if not self.env.user.has_group("rental_booking.group_rental_booking_user"):
            raise UserError(self.env._("After-sales tickets are for rental users."))
        lot = self.sudo()  # sudo: rights are checked above; the move is the machine's
        quant = lot.quant_ids.filtered(
            lambda quant: quant.quantity > 0 and quant.location_id.usage == "internal"
        )[:1]
        shop = quant.location_id.warehouse_id
        if not shop or quant.location_id in (
            shop.rental_out_location_id | shop.rental_after_sales_location_id
        ):
            raise UserError(
                self.env._(
                    "%(unit)s is not on a shelf (%(place)s): no ticket was opened.",
                    unit=lot.name,
                    place=quant.location_id.display_name or self.env._("not in stock"),
                )
            )
        lot.env["stock.move"]._move_rental_units(
            lot.product_id,
            lot,
            1.0,
            quant.location_id,
            shop.rental_after_sales_location_id,
            lot.name,
        )
        return self.env["repair.order"]._open_rental_ticket(lot.product_id, lot, shop)
