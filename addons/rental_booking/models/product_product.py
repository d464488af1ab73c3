from datetime import timedelta

from odoo import api, fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    rental_fleet = fields.Float(
        "Fleet",
        compute="_compute_rental_now",
        help="Units owned, wherever they are.",
    )
    rental_available_now = fields.Float(
        "Free for 24 hours",
        compute="_compute_rental_now",
        help="In the current shop.",
    )

    @api.depends_context("warehouse_id", "uid", "allowed_company_ids")
    def _compute_rental_now(self):
        """Numbers of the shop in the context, else of the user's first shop; constant queries.

        Customers, who may read products in a web shop, see none of them.
        """
        if not (self.env.su or self.env.user._is_internal()):
            self.rental_fleet = self.rental_available_now = 0.0
            return
        warehouse = self._get_rental_shop()
        now = fields.Datetime.now()
        found = self._get_rental_availability(warehouse, now, now + timedelta(days=1))
        for product in self:
            availability = found.get(product._origin.id)
            product.rental_fleet = availability.fleet if availability else 0.0
            product.rental_available_now = availability.available if availability else 0.0

    def action_open_rental_availability(self):
        """The button of the common product form, on a variant."""
        return self.product_tmpl_id.action_open_rental_availability()

    def _get_rental_shop(self):
        warehouse_id = self.env.context.get("warehouse_id")
        if warehouse_id:
            return self.env["stock.warehouse"].browse(warehouse_id)
        return self.env["stock.warehouse"]._rental_get_user_shops()[:1]

    def _get_rental_availability(self, warehouse, date_start, date_end, exclude_orders=None):
        """The door for other add-ons: {product id: Availability} over ``[date_start, date_end)``.

        See ``rental.availability._get_availability`` for the parameters.
        """
        return self.env["rental.availability"]._get_availability(
            self._origin, warehouse, date_start, date_end, exclude_orders
        )

    def _get_rental_buffers(self):
        """(before, after) as timedeltas; nothing around a line without product."""
        return (
            timedelta(hours=self.rental_buffer_before),
            timedelta(hours=self.rental_buffer_after),
        )
