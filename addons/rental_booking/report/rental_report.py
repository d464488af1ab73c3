from odoo import fields, models
from odoo.tools import SQL

from ..core.workflow import BOOKING_STATES


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
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    def _select(self):
        return SQL(
            """SELECT line.id, line.order_id, booking.partner_id, line.product_id,
                      template.categ_id, booking.warehouse_id, booking.company_id,
                      company.currency_id, booking.user_id, booking.rental_state,
                      CASE WHEN line.is_rental THEN 'rental'
                           ELSE coalesce(line.rental_charge, 'other') END AS charge,
                      booking.rental_start, booking.rental_end,
                      late.seconds IS NOT NULL AS is_late,
                      CASE WHEN line.is_rental THEN line.product_uom_qty ELSE 0 END AS quantity,
                      CASE WHEN line.is_rental THEN line.product_uom_qty * extract(
                           epoch FROM line.rental_end - line.rental_start) / 86400
                           ELSE 0 END AS unit_days,
                      line.price_subtotal / coalesce(nullif(booking.currency_rate, 0), 1)
                           AS revenue,
                      CASE WHEN line.is_rental THEN late.seconds / 3600 END AS late_hours,
                      line.rental_late_half_days AS late_half_days,
                      nullif(booking.rental_rating, 0)::float AS rating"""
        )

    def _from(self):
        return SQL(
            """FROM sale_order_line line
               JOIN sale_order booking ON booking.id = line.order_id
               JOIN res_company company ON company.id = booking.company_id
               JOIN product_product product ON product.id = line.product_id
               JOIN product_template template ON template.id = product.product_tmpl_id
              CROSS JOIN LATERAL (SELECT CASE
                    WHEN booking.rental_state IN ('out', 'late')
                    THEN extract(epoch FROM (now() AT TIME ZONE 'UTC') - booking.rental_end)
                    ELSE extract(epoch FROM booking.rental_returned_on - booking.rental_end)
                    END AS seconds) overrun
              CROSS JOIN LATERAL (SELECT CASE
                    WHEN overrun.seconds > 60 * coalesce(company.rental_late_tolerance, 0)
                    THEN overrun.seconds END AS seconds) late"""
        )

    def _where(self):
        return SQL("WHERE booking.is_rental AND line.display_type IS NULL")
