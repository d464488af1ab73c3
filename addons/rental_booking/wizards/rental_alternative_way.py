from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.ways_out import KINDS

LABELS = {
    "unit": "Another unit",
    "transfer": "From another shop",
    "substitute": "Another article",
    "later": "Later",
    "subrent": "Sub-rental",
}


class RentalAlternativeWay(models.TransientModel):
    """One way out of one short line."""

    _name = "rental.alternative.way"
    _description = "Way Out of a Shortage"
    _order = "sequence, id"

    wizard_id = fields.Many2one("rental.alternative", required=True, ondelete="cascade")
    sequence = fields.Integer()
    chosen = fields.Boolean("Take it")
    order_line_id = fields.Many2one("sale.order.line", "Short", required=True, readonly=True)
    missing = fields.Float(digits="Product Unit", readonly=True)
    kind = fields.Selection(
        [(kind, LABELS[kind]) for kind in KINDS], "Way out", required=True, readonly=True
    )
    quantity = fields.Float("Units", digits="Product Unit")
    product_id = fields.Many2one("product.product", "Article", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", "Shop", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Chosen unit", readonly=True)
    other_lot_id = fields.Many2one("stock.lot", "Unit instead", readonly=True)
    partner_id = fields.Many2one("res.partner", "Colleague")
    date_start = fields.Datetime("From", readonly=True)
    date_end = fields.Datetime("To", readonly=True)
    currency_id = fields.Many2one(related="order_line_id.company_id.currency_id")
    cost = fields.Monetary()
    what = fields.Char(compute="_compute_what")

    @api.depends(
        "kind", "product_id", "warehouse_id", "date_start", "partner_id", "lot_id", "other_lot_id"
    )
    def _compute_what(self):
        for way in self:
            order = way.order_line_id.order_id
            way.what = {
                "unit": way.kind == "unit" and way._describe_unit(),
                "transfer": way.warehouse_id.name,
                "substitute": way.product_id.display_name,
                "later": order._format_rental(way.date_start) if way.date_start else "",
                "subrent": way.partner_id.display_name or self.env._("a colleague, to be asked"),
            }.get(way.kind, "")

    def _describe_unit(self):
        why = self.order_line_id._rental_find_strays().get(self.order_line_id, {})
        return self.env._(
            "%(other)s instead of %(unit)s (%(why)s)",
            other=self.other_lot_id.name or self.env._("any free unit"),
            unit=self.lot_id.name,
            why=why.get(self.lot_id) or self.env._("there again"),
        )

    def _check_fits(self):
        """Whole units, of the booking of the dialog, and one later date only."""
        if self.order_line_id.order_id - self.wizard_id.order_id:
            raise UserError(self.env._("These ways out are of another booking. Open them again."))
        units = self.filtered(lambda way: way.kind == "unit")
        (self - units)._check_numbers()

    def _check_numbers(self):
        later = self.filtered(lambda way: way.kind == "later")
        if len(set(later.mapped("date_start"))) > 1 or (later and len(self) > len(later)):
            raise UserError(
                self.env._("Other dates are for the whole booking: tick them alone, and once.")
            )
        for line, ways in self.grouped("order_line_id").items():
            asked = sum(way.quantity for way in ways)
            wrong = any(way.quantity <= 0 or way.quantity % 1 for way in ways)
            if wrong or asked > line.product_uom_qty:
                raise UserError(
                    self.env._(
                        "%(product)s: %(missing)g are missing; tick whole units, and no more than "
                        "are booked.",
                        product=line.product_id.display_name,
                        missing=ways[0].missing,
                    )
                )

    def _take_units(self):
        """Another unit of the same article: nobody but the desk is asked."""
        for way in self:
            way.order_line_id._rental_take_other_unit(way.lot_id, way.other_lot_id)
        self.order_line_id.order_id._rental_refresh_risk()

    def _do(self):
        """Transfers and sub-rentals: plans that a manager may make."""
        if not self:
            return
        self.env["sale.order"]._rental_check_manager()
        self.env["rental.occupation"].create([way._prepare_occupation() for way in self])
        self.wizard_id.order_id._rental_refresh_risk()

    def _prepare_occupation(self):
        line = self.order_line_id
        shop = line.order_id.warehouse_id
        values = {
            "product_id": line.product_id.id,
            "quantity": self.quantity,
            "date_start": line._rental_get_open_start(),
            "date_end": line.block_end,
            "note": self.env._("For %s", line.order_id.name),
        }
        if self.kind == "transfer":
            return {
                **values,
                "kind": "transfer",
                "warehouse_id": self.warehouse_id.id,
                "dest_warehouse_id": shop.id,
            }
        return {
            **values,
            "kind": "supply",
            "warehouse_id": shop.id,
            "partner_id": self.partner_id.id,
            "rental_cost": self.cost,
        }

    def _prepare_change(self):
        return {
            "kind": self.kind,
            "order_line_id": self.order_line_id.id,
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "date_start": self.date_start,
            "date_end": self.date_end,
        }
