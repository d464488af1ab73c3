from odoo import api, fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    bookstore_has_sale_point = fields.Boolean(
        "Bookshop",
        compute="_compute_bookstore_has_sale_point",
        search="_search_bookstore_has_sale_point",
        help="Customers buy books in one of its places.",
    )

    bookstore_address = fields.Char(
        "Address on bookshop papers",
        compute="_compute_bookstore_address",
        help="Printed on statements, parcels, claims and orders. Choose an address of the bookshop's"
        " own where it is not the company's.",
    )

    @api.depends("partner_id", "company_id.partner_id")
    def _compute_bookstore_address(self):
        for shop in self:
            lines = shop.partner_id._suite_get_shop_lines(shop.company_id.browse())
            shop.bookstore_address = ", ".join(lines)

    def _compute_bookstore_has_sale_point(self):
        shops = self._get_bookstore_shops()
        for warehouse in self:
            warehouse.bookstore_has_sale_point = warehouse in shops

    def _search_bookstore_has_sale_point(self, operator, value):
        if operator != "in":
            return NotImplemented
        shops = self._get_bookstore_shops()
        return [("id", "in" if True in value else "not in", shops.ids)]

    def _get_bookstore_shops(self):
        # sudo: which warehouse is a bookshop is no secret
        places = self.env["stock.location"].sudo()
        return places.search(
            [("bookstore_use", "=", "sale_point"), ("usage", "=", "internal")]
        ).warehouse_id.sudo(False)
