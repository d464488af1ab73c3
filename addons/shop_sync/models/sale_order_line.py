from odoo import fields, models

from ..tools.taxes import manual_tax_data


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "shop.told.mixin"]

    shop_line_key = fields.Char(string="Line in the shop", copy=False)
    shop_part = fields.Char(
        string="Part of the shop order",
        copy=False,
        help="product, part (of a pack), shipping, wrapping, discount, ecotax, difference",
    )
    shop_net = fields.Monetary(string="Without tax in the shop", copy=False)
    shop_gross = fields.Monetary(string="Tax included in the shop", copy=False)

    def _prepare_invoice_line(self, **optional_values):
        """An invoice of a part carries its part of the shop's net and tax; all parts together come
        to the whole, to the cent."""
        vals = super()._prepare_invoice_line(**optional_values)
        total, now = self.product_uom_qty, vals.get("quantity")
        if not self.shop_gross or not self.extra_tax_data or not total or now in (None, total):
            return vals
        before = self.qty_invoiced
        money = self.currency_id
        net, gross = (
            money.round(
                money.round(amount * (before + now) / total) - money.round(amount * before / total)
            )
            for amount in (self.shop_net, self.shop_gross)
        )
        vals["extra_tax_data"] = manual_tax_data(
            self.currency_id, self.tax_ids, net, gross, now, self.price_unit
        )
        return vals
