from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.mark import is_settling

FOLLOWED = frozenset({"product_qty", "price_unit", "discount", "date_planned"})


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    buy_quantity = fields.Float(
        string="For the customer",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Pieces of this line that are bought for the customer's order; more is for the shelf.",
    )
    buy_customer_id = fields.Many2one(
        related="sale_line_id.order_id.partner_id", string="Customer", related_sudo=True
    )
    buy_shop_id = fields.Many2one(
        related="sale_line_id.order_id.shop_channel_id", string="Shop", related_sudo=True
    )

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {"buy_quantity"}, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._buy_refuse_change(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._buy_refuse_change(vals)
            self.filtered("buy_quantity")._buy_refuse_less(vals)
        done = super().write(vals)
        if not FOLLOWED.isdisjoint(vals):
            self._buy_follow()
        return done

    @api.ondelete(at_uninstall=False)
    def _buy_unlink_except_bought(self):
        for line in self.filtered("buy_quantity"):
            if not is_settling(self.env.context):
                line._buy_raise()

    def _prepare_stock_moves(self, picking):
        """One receipt of what is ordered and has none yet; whose it is, `shop.buy.need` links. (Odoo
        would go by what the delivery still asks for, and not lessen what the supplier cancels.)"""
        if not self.sale_line_id or not self._buy_is_for_customer():
            return super()._prepare_stock_moves(picking)
        pieces = self.product_qty - self._get_qty_procurement()
        if self.product_uom_id.is_zero(pieces):
            return []
        pieces, unit = self.product_uom_id._adjust_uom_quantities(pieces, self.product_id.uom_id)
        price = self._get_stock_move_price_unit()
        return [
            self._prepare_stock_move_vals(picking, price, pieces, unit) | {"move_dest_ids": False}
        ]

    def _buy_is_for_customer(self):
        # sudo: who buys need not see sales.
        return self.sudo().sale_line_id.buy_to_order

    def _buy_follow(self):
        # sudo: who buys need not see sales; what is recorded follows from this line.
        lines = self.sudo().sale_line_id.filtered("buy_to_order")
        self.env["shop.buy.need"].sudo()._follow(lines)

    def _buy_refuse_change(self, vals):
        """Whose goods a line is for is written by the software."""
        told = "buy_quantity" in vals and (self or vals["buy_quantity"])
        bought = "sale_line_id" in vals and any(self.mapped("buy_quantity"))
        # sudo: who buys need not see sales.
        sale_line = self.env["sale.order.line"].sudo().browse(vals.get("sale_line_id") or [])
        if told or bought or sale_line.buy_to_order:
            raise AccessError(
                self.env._("For which customer's order a line is bought is not written by hand.")
            )

    def _buy_refuse_less(self, vals):
        for line in self:
            less = "product_qty" in vals and (
                line.product_uom_id.compare(vals["product_qty"], line.buy_quantity) < 0
            )
            other = "product_id" in vals and vals["product_id"] != line.product_id.id
            unit = "product_uom_id" in vals and vals["product_uom_id"] != line.product_uom_id.id
            if less or other or unit:
                line._buy_raise()

    def _buy_raise(self):
        # sudo: as above; the number of the order is told, nothing else of it.
        order = self.sudo().sale_line_id.order_id
        raise UserError(
            self.env._(
                "%(pieces)s × %(product)s is bought for order %(order)s of a customer: the line cannot"
                " become less or another product by hand. Does the supplier not deliver it? Say so on"
                " the need (“Will not come”).",
                pieces=f"{self.buy_quantity:g}",
                product=self.product_id.display_name,
                order=order.name,
            )
        )

    def action_buy_open_need(self):
        self.ensure_one()
        self.check_access("read")
        # sudo: the link only; the need has its own access.
        need = self.sudo().sale_line_id.buy_need_ids[:1]
        return {
            "type": "ir.actions.act_window",
            "res_model": "shop.buy.need",
            "res_id": need.id,
            "view_mode": "form",
        }

    # -- figures --------------------------------------------------------------------------------------

    def _buy_count_coming(self):
        """Pieces of this line that came, or still may come."""
        if self.state in ("draft", "sent", "to approve"):
            return self.product_uom_qty
        open_moves = self.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and not move._is_purchase_return()
        )
        return self.qty_received + sum(open_moves.mapped("product_qty"))

    def _buy_get_unit_cost(self):
        """What a piece costs, without tax, in the company's currency."""
        if not self.product_qty:
            return 0.0
        return self.price_subtotal / self.product_qty / (self.order_id.currency_rate or 1)
