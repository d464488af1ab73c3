from odoo import api, fields, models
from odoo.exceptions import UserError

from .sale_order import READERS


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    buy_to_order = fields.Boolean(
        string="Bought to order",
        compute="_compute_buy_to_order",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="The goods of this line are bought for its customer, and kept for him when they come.",
    )
    buy_need_ids = fields.One2many("shop.buy.need", "line_id", groups=READERS)
    buy_purchase_names = fields.Char(
        compute="_compute_buy_purchase_names", compute_sudo=True, string="Purchases"
    )

    @api.depends("purchase_line_ids.order_id.name")
    def _compute_buy_purchase_names(self):
        for line in self:
            line.buy_purchase_names = ", ".join(line.purchase_line_ids.order_id.mapped("name"))

    @api.depends("product_id", "order_id.shop_channel_id", "order_id.state")
    def _compute_buy_to_order(self):
        """Decided while it is a quotation; the promise then stands."""
        for line in self:
            if line.order_id.state in ("sale", "cancel"):
                line.buy_to_order = line.buy_to_order
                continue
            # sudo: who sells need not see shops.
            shop = line.order_id.shop_channel_id.sudo()
            line.buy_to_order = bool(shop._buys(line.product_id))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # sudo: whoever sells need not buy.
        self.env["shop.buy.need"].sudo()._follow(
            lines.filtered(lambda line: line.state == "sale" and line.buy_to_order)
        )
        return lines

    def write(self, vals):
        if "buy_to_order" in vals and not self.env.su:
            self._buy_refuse_change(bool(vals["buy_to_order"]))
        done = super().write(vals)
        if "product_uom_qty" in vals:
            # sudo: as above.
            self.env["shop.buy.need"].sudo()._follow(
                self.filtered(lambda line: line.state == "sale" and line.buy_to_order)
            )
        return done

    def _buy_refuse_change(self, wanted):
        kept = self.filtered(lambda line: line.state == "sale" and line.buy_to_order != wanted)
        if kept:
            raise UserError(
                self.env._(
                    "%(product)s of order %(order)s is confirmed: whether it is bought to order"
                    " cannot be changed any more. Cancel the order to begin anew.",
                    product=kept[0].product_id.display_name,
                    order=kept[0].order_id.name,
                )
            )

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if self.buy_to_order:
            values["buy_line_id"] = self.id
        return values
