from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class RentalShelfTicket(models.TransientModel):
    """Goods counted by quantity that are found broken on the shelf."""

    _name = "rental.shelf.ticket"
    _description = "Send to After-Sales"

    product_id = fields.Many2one(
        "product.product",
        required=True,
        domain=[("is_rental", "=", True), ("tracking", "=", "none")],
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Shop",
        required=True,
        default=lambda self: self.env["stock.warehouse"]._rental_get_user_shops()[:1],
    )
    quantity = fields.Integer(default=1, required=True)
    note = fields.Text("What is wrong?")

    def action_send(self):
        """Out of availability now; the ticket is open."""
        self.ensure_one()
        self._check_sender()
        shelf = self.warehouse_id.lot_stock_id
        # sudo: rights are checked above; the move is the machine's
        wizard = self.sudo()
        wizard._check_on_shelf(shelf)
        wizard.env["stock.move"]._move_rental_units(
            wizard.product_id,
            wizard.env["stock.lot"],
            wizard.quantity,
            shelf,
            wizard.warehouse_id.rental_after_sales_location_id,
            wizard.product_id.display_name,
        )
        ticket = wizard.env["repair.order"]._open_rental_ticket(
            wizard.product_id,
            wizard.env["stock.lot"],
            wizard.warehouse_id,
            note=wizard.note,
            quantity=wizard.quantity,
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rental_booking.rental_ticket_action"
        )
        return {
            **action,
            "res_id": ticket.id,
            "views": [(self.env.ref("rental_booking.view_repair_order_form").id, "form")],
        }

    def _check_sender(self):
        if not self.env.user.has_group("rental_booking.group_rental_booking_user"):
            raise AccessError(self.env._("After-sales tickets are for rental users."))
        if self.warehouse_id not in self.env["stock.warehouse"]._rental_get_user_shops():
            raise AccessError(self.env._("You do not work in this shop. Choose one of yours."))

    def _check_on_shelf(self, shelf):
        if self.product_id.tracking != "none":
            raise UserError(
                self.env._(
                    "%s has serial numbers: send its unit to after-sales (Fleet › Units).",
                    self.product_id.display_name,
                )
            )
        there = self.product_id.with_context(location=shelf.id).qty_available
        # what is rented out or in after-sales stands in locations beside the shelf
        if not 0 < self.quantity <= there:
            raise UserError(
                self.env._(
                    "%(product)s: %(there)g on the shelf of %(shop)s. Enter a quantity from 1 to "
                    "that.",
                    product=self.product_id.display_name,
                    there=there,
                    shop=self.warehouse_id.name,
                )
            )
