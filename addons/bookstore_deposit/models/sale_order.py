from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        """Books leave the bookshop, whoever sells them."""
        given = [bool(vals.get("warehouse_id")) for vals in vals_list]
        orders = super().create(vals_list)
        for order, is_given in zip(orders, given, strict=True):
            if not is_given:
                order._bookstore_sell_from_shop()
        return orders

    @api.onchange("order_line")
    def _onchange_bookstore_order_line(self):
        if not self._origin and len(self.order_line) <= 1:  # later it is what somebody chose
            self._bookstore_sell_from_shop()

    def _bookstore_sell_from_shop(self):
        """An order of books alone takes them from the bookshop, not from another trade's stock.

        A warehouse that somebody chose stays.
        """
        if self.state not in ("draft", "sent") or not self.company_id.bookstore_active:
            return
        goods = self.order_line.product_id.filtered("is_storable")
        if not goods or not all(goods.mapped("bookstore_is_title")):
            return
        seller = self.user_id.with_company(self.company_id)
        if self.warehouse_id == seller._get_default_warehouse_id():
            self.warehouse_id = self.company_id._get_bookstore_warehouse_here()
