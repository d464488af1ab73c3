from odoo import models


class BookstoreClientOrder(models.Model):
    """An order is cancelled as long as nothing was handed over; what was comes back as a return."""

    _name = "bookstore.client.order"
    _inherit = ["bookstore.client.order", "bookstore.undo.mixin"]

    def _bookstore_get_undo_text(self):
        if self.state == "cancelled":
            return self.env._("The order is open again: its customer wants it after all.")
        if self.state == "done":
            return self.env._(
                "The copies were handed over: they come back by a refund at the till or by the"
                " return of their transfer. The order follows by itself."
            )
        return self.env._(
            "What was not picked up is no longer ordered for this customer; copies set aside are"
            " free again."
        )

    def _bookstore_can_undo(self):
        return self.state != "done"

    def _bookstore_get_own_dependents(self):
        order = self.sudo()  # sudo: what was built upon it, for whoever cancels it
        paid = order.sale_line_id.pos_order_line_ids._bookstore_client_get_paid()
        if self.state == "done" or sum(paid.mapped("qty")) > order.picked:
            text = self.env._("Paid at the till: refund it there first.")
            tills = [(till, text, True) for till in paid.order_id]
        else:
            tills = []
        handed = order.sale_line_id.move_ids.filtered(
            lambda move: move.state == "done" and move.location_dest_id.usage == "customer"
        )
        back = self.env._("Handed copies over: its return brings them back.")
        follows = self.env._("The sales order follows.")
        return [
            *tills,
            *((picking, back, False) for picking in handed.picking_id),
            *((sale, follows, False) for sale in order.sale_id),
        ]

    def _bookstore_undo(self):
        return self.action_reopen() if self.state == "cancelled" else self.action_cancel()
