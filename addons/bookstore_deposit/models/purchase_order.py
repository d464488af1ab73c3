from odoo import api, fields, models

from ..core.ownership import EPSILON


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    is_deposit = fields.Boolean(
        "Deposit",
        copy=True,
        help="The copies stay the distributor's: they are paid by statement, never by this order.",
    )
    bookstore_better = fields.Char(
        "Better Rated",
        compute="_compute_bookstore_better",
        help="Titles that a better rated distributor supplies too.",
    )

    @api.depends("partner_id", "order_line.product_id", "state")
    def _compute_bookstore_better(self):
        """Warn, never forbid, when a better rated distributor has the title (B164)."""
        open_orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        suppliers = open_orders.order_line.product_id._get_bookstore_suppliers()
        for order in self:
            titles = []
            if order in open_orders and order.partner_id:
                for product in order.order_line.product_id:
                    better = suppliers[product]._get_better_rated(order.partner_id)
                    if better:
                        names = ", ".join(better.mapped("name"))
                        titles.append(f"{product.name} ({names})")
            order.bookstore_better = ", ".join(titles[:5]) + ("…" if titles[5:] else "")

    def button_approve(self, force=False):
        result = super().button_approve(force=force)
        ordered = self.filtered(
            lambda order: order.state == "purchase" and order.partner_id.bookstore_is_distributor
        )
        # sudo: ordering a title shows it in the lists, whoever orders
        ordered.order_line.product_id.product_tmpl_id.sudo()._mark_interesting()
        return result

    def _prepare_picking(self):
        vals = super()._prepare_picking()
        if self.is_deposit:
            vals["owner_id"] = self.partner_id.id
        return vals

    @api.depends("is_deposit")
    def _get_invoiced(self):
        super()._get_invoiced()
        self.filtered("is_deposit").invoice_status = "no"


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    @api.depends("order_id.is_deposit")
    def _compute_qty_invoiced(self):
        super()._compute_qty_invoiced()
        for line in self:
            if line.order_id.is_deposit:
                line.qty_to_invoice = 0.0

    def _take_received(self, copies):
        """Copies that came in a parcel are no longer waited for."""
        waiting = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        for move in waiting:
            taken = min(copies, move.product_uom_qty)
            if taken <= EPSILON:
                break
            copies -= taken
            if move.product_uom_qty - taken > EPSILON:
                move._do_unreserve()
                move.product_uom_qty -= taken
                move._action_assign()
            else:
                move._action_cancel()
