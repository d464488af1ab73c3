from odoo import api, models
from odoo.exceptions import AccessError, UserError


class RentalAvailability(models.AbstractModel):
    """One field for whatever is scanned or typed: a unit, a product, a booking."""

    _inherit = "rental.availability"

    @api.model
    @api.readonly
    def action_find(self, code):
        """The page of what bears this code.

        :raises UserError: nothing here does
        """
        if not self.env.user.has_group("rental_booking.group_rental_booking_user"):
            raise AccessError(self.env._("The rental screens are for rental users."))
        code = (code or "").strip()
        found = code and (
            self._find_units(code) or self._find_product(code) or self._find_booking(code)
        )
        if not found:
            raise UserError(
                self.env._(
                    "“%s” is no unit, no product and no booking here. Scan it again, or look for "
                    "its name in the list of units.",
                    code,
                )
            )
        return found

    @api.model
    def _find_units(self, code):
        units = self.env["stock.lot"].search(
            [("name", "=", code), ("product_id.is_rental", "=", True)]
        )
        if len(units) == 1:
            return units.action_open_rental_unit()
        return units and self._open_found("rental_booking.rental_unit_action", units)

    @api.model
    def _find_product(self, code):
        product = self.env["product.product"].search(
            [("is_rental", "=", True), "|", ("barcode", "=", code), ("default_code", "=", code)],
            limit=1,
        )
        if not product:
            return False
        action = self.env["ir.actions.actions"]._for_xml_id(
            "rental_booking.rental_availability_grid_action"
        )
        search = product.default_code or product.name
        return {**action, "context": {"rental_search": search}}

    @api.model
    def _find_booking(self, code):
        bookings = self.env["sale.order"].search(
            [("name", "=ilike", code), ("is_rental", "=", True)]
        )
        return bookings and self._open_found("rental_booking.rental_booking_action", bookings)

    @api.model
    def _open_found(self, action, records):
        """Its form when it is one, else the list of them."""
        found = {
            **self.env["ir.actions.actions"]._for_xml_id(action),
            "domain": [("id", "in", records.ids)],
        }
        if len(records) > 1:
            return found
        form = self.env.ref("rental_booking.sale_order_view_form")
        return {**found, "views": [(form.id, "form")], "res_id": records.id}
