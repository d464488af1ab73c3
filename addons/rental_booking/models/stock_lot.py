from odoo import models
from odoo.exceptions import UserError


class StockLot(models.Model):
    _inherit = "stock.lot"

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
        lot = self.sudo()  # reason: rights are checked above; the move is the machine's
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
