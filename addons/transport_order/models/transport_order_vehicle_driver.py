from odoo import api, fields, models


class TransportOrderVehicle(models.Model):
    """A car that does not travel with the rest of its lot."""

    _inherit = "transport.order.vehicle"
    _check_company_auto = True

    driver_id = fields.Many2one(
        "transport.driver",
        string="Other Driver",
        copy=False,
        index="btree_not_null",
        check_company=True,
        groups="transport_order.group_transport_user",
        help="Who takes this car on his usual truck, where it does not go with the rest of its lot.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if any(vals.get("driver_id") for vals in vals_list):
            lines.order_id._clear_own_driver()
        return lines

    def write(self, vals):
        """Whoever no longer takes a car keeps no way to write on its order."""
        if "driver_id" not in vals:
            return super().write(vals)
        self.check_access("write")
        left = self.sudo().filtered(  # sudo: whose the link is
            lambda line: line.driver_id and line.driver_id.id != vals["driver_id"]
        )
        result = super().write(vals)
        left.order_id._withdraw_driver_link()
        if vals["driver_id"]:
            self.order_id._clear_own_driver()
        return result

    def _get_driver(self):
        self.ensure_one()
        return self.driver_id or self.order_id.driver_id

    def _get_truck(self):
        self.ensure_one()
        return self.driver_id.truck_id if self.driver_id else self.order_id.truck_id
