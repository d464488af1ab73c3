from odoo import fields, models

from ..core.workflow import BOOKING_STATES
from ..models.sale_order_cancel import CANCEL_KINDS
from ..models.sql import rented_lines


class RentalReport(models.Model):
    """One line of one booking, for counting: bookings, revenue, rented days, lateness."""

    _name = "rental.report"
    _description = "Rental Analysis"
    _auto = False
    _order = "rental_start desc"
    _rec_name = "order_id"
    _depends = {
        "sale.order": [
            "is_rental",
            "partner_id",
            "warehouse_id",
            "company_id",
            "user_id",
            "rental_state",
            "rental_cancel_kind",
            "rental_start",
            "rental_end",
            "rental_returned_on",
            "rental_rating",
            "currency_rate",
        ],
        "res.company": ["rental_late_tolerance"],
        "sale.order.line": [
            "order_id",
            "product_id",
            "product_uom_qty",
            "price_subtotal",
            "is_rental",
            "rental_start",
            "rental_end",
            "rental_charge",
            "rental_late_half_days",
            "display_type",
        ],
    }

    order_id = fields.Many2one("sale.order", "Bookings", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product category", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", "Shop", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    rental_state = fields.Selection(list(BOOKING_STATES.items()), "Booking state", readonly=True)
    cancel_kind = fields.Selection(CANCEL_KINDS, "Cancelled because", readonly=True)
    charge = fields.Selection(
        [
            ("rental", "Rental"),
            ("late", "Late"),
            ("replacement", "Replacement"),
            ("repair", "Repair"),
            ("extension", "New dates"),
            ("other", "Other"),
        ],
        "What is charged",
        readonly=True,
    )
    rental_start = fields.Datetime("Departure", readonly=True)
    rental_end = fields.Datetime("Planned return", readonly=True)
    is_late = fields.Boolean("Late return", readonly=True)
    quantity = fields.Float(readonly=True)
    unit_days = fields.Float("Rented days", readonly=True, help="Units × planned days.")
    revenue = fields.Monetary("Revenue without tax", readonly=True)
    late_hours = fields.Float("Hours late", readonly=True, aggregator="avg")
    late_half_days = fields.Integer("Late half-days", readonly=True)
    rating = fields.Float(readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return rented_lines.rented_lines()
