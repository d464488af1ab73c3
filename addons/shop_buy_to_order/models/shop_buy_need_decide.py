from odoo import models
from odoo.exceptions import AccessError, UserError

from ..core.mark import SETTLING
from ..core.settle import lessen

BUYERS = "purchase.group_purchase_user"
SELLERS = "sales_team.group_sale_salesman"


class ShopBuyNeed(models.Model):
    """What the software does not decide: each of these buttons is a person's word, and is kept in
    the need's history."""

    _inherit = "shop.buy.need"

    # -- the customer no longer wants what the supplier has confirmed -----------------------------------

    def action_supplier_cancels(self):
        """The supplier agrees to deliver less: his order falls by as much."""
        for need in self._decide(BUYERS, "surplus_ordered"):
            open_parts = [
                (line.id, line.buy_quantity - line.qty_received) for line in need._get_lines()
            ]
            for line, cut in need._take(need.surplus_ordered, open_parts):
                need._tell_less(line.order_id, line, line.product_qty, line.product_qty - cut)
                line.write(
                    {
                        "buy_quantity": line.buy_quantity - cut,
                        "product_qty": line.product_qty - cut,
                    }
                )
            need._note(need.env._("The supplier takes back %s.", need._spell(need.surplus_ordered)))
            need._settle()

    def action_keep_as_stock(self):
        """What the customer no longer wants goes on the shelf."""
        self._assert_may(BUYERS)
        # sudo: the buyer's right was asked; nothing comes from the request.
        for need in self.sudo():
            surplus = need.surplus_ordered + need.surplus_received
            parts = [(line.id, line.buy_quantity) for line in need._get_lines()]
            for line, cut in need._take(surplus, parts):
                line.buy_quantity -= cut
            if surplus:
                need._note(need.env._("%s stays as stock.", need._spell(surplus)))
            need._settle()

    def action_return_to_supplier(self):
        """What came and is not wanted any more goes back: a return to be validated."""
        self.ensure_one()
        need = self._decide(BUYERS, "surplus_received")
        returns = self.env["stock.picking"]
        parts = [(line.id, min(line.buy_quantity, line.qty_received)) for line in need._get_lines()]
        for line, cut in need._take(need.surplus_received, parts):
            returns |= need._make_return(line, cut)
            line.buy_quantity -= cut
        if need:
            need._note(
                need.env._(
                    "%(pieces)s goes back to the supplier (%(returns)s).",
                    pieces=need._spell(need.surplus_received),
                    returns=", ".join(returns.mapped("name")),
                )
            )
            need._settle()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "name": self.env._("Returns"),
            "view_mode": "list,form",
            "domain": [("id", "in", returns.ids)],
        }

    # -- the supplier does not deliver ----------------------------------------------------------------

    def action_will_not_come(self):
        self.ensure_one()
        self._assert_may(BUYERS)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shop_buy_to_order.shop_buy_refusal_action"
        )
        return {**action, "context": {"default_need_id": self.id}}

    def action_buy_again(self):
        """Order again what did not come, from the supplier named here."""
        for need in self._decide(BUYERS, "refused_quantity"):
            need._note(need.env._("%s is ordered again.", need._spell(need.refused_quantity)))
            need.refused_quantity = 0
            need._settle()

    def action_leave_out(self):
        """What does not come is not delivered; the shop refunds it, and its credit slip comes down."""
        for need in self._decide(SELLERS, "refused_quantity"):
            pieces = need.refused_quantity
            goods = need._spell(pieces)
            need._want_less(pieces)
            need._note(need.env._("%s is left out.", goods))
            need.order_id._shop_ask(
                need.env._("Refund in the shop: %s", goods)
                if need.channel_id
                else need.env._("Refund: %s", goods),
                need.env._(
                    "These pieces are not delivered. Refund them in the shop's back office: the"
                    " credit slip comes down by itself."
                )
                if need.channel_id
                else need.env._(
                    "These pieces are not delivered: tell the customer, and credit them."
                ),
            )
            need._settle()

    def _refuse(self, pieces, reason):
        """The supplier says that so many do not come. Asked for by the wizard."""
        self._assert_may(BUYERS)
        need = self.sudo()  # sudo: the buyer's right was asked.
        parts = [
            (line.id, line.buy_quantity - min(line.buy_quantity, line.qty_received))
            for line in need._get_lines()
        ]
        taken = need._take(pieces, parts)
        for line, cut in taken:
            need._tell_less(line.order_id, line, line.product_qty, line.product_qty - cut)
            line.with_context(**SETTLING).write(
                {
                    "buy_quantity": line.buy_quantity - cut,
                    "product_qty": line.product_qty - cut,
                }
            )
        need.refused_quantity += sum(cut for _line, cut in taken)
        need._note(
            need.env._(
                "The supplier does not deliver %(goods)s. %(reason)s",
                goods=need._spell(pieces),
                reason=reason or "",
            )
        )
        need._settle()

    # -- helpers --------------------------------------------------------------------------------------

    def _decide(self, group, quantity):
        """Those about which there is something to decide, to be written by the button."""
        self._assert_may(group)
        # sudo: the right was asked; what is written comes from the need's own figures.
        return self.sudo().filtered(quantity)

    def _assert_may(self, group):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(
                self.env._("What is bought is decided by buyers, what is refunded by sellers.")
            )

    def _take(self, pieces, parts):
        """``[(purchase line, pieces)]``, the newest line first."""
        taken = lessen(pieces, parts)
        return [(self.env["purchase.order.line"].browse(key), cut) for key, cut in taken.items()]

    def _spell(self, pieces):
        return f"{pieces:g} × {self.product_id.display_name}"

    def _want_less(self, pieces):
        """His deliveries fall by what will not come."""
        for move in self._get_moves().filtered(lambda move: move.state != "done"):
            cut = min(pieces, move.product_qty)
            pieces -= cut
            left = move.product_qty - cut
            if move.product_id.uom_id.is_zero(left):
                move.with_context(**SETTLING)._action_cancel()
            elif cut:
                move.product_uom_qty = move.product_id.uom_id._compute_quantity(
                    left, move.product_uom
                )

    def _make_return(self, line, pieces):
        """A return of pieces of a purchase line, from the receipt that brought them last."""
        receipt = line.move_ids.filtered(
            lambda move: move.state == "done" and not move._is_purchase_return()
        ).sorted("id")[-1:]
        if not receipt:
            raise UserError(self.env._("Nothing of %s was received.", self.display_name))
        wizard = self.env["stock.return.picking"].create({"picking_id": receipt.picking_id.id})
        for row in wizard.product_return_moves:
            row.quantity = pieces if row.move_id == receipt else 0
        picking = wizard._create_return()
        picking.move_ids.to_refund = True
        return picking
