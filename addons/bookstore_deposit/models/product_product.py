from odoo import api, fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    bookstore_mark = fields.Char("ISBN or Edition", compute="_compute_bookstore_mark")

    @api.depends("barcode", "bookstore_edition")
    def _compute_bookstore_mark(self):
        """What tells two titles of one name apart in a list."""
        for product in self:
            product.bookstore_mark = product.barcode or product.bookstore_edition

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("barcode"):
                vals["barcode"] = self.env["product.template"]._bookstore_clean_barcode(
                    vals["barcode"]
                )
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("barcode"):
            vals = vals | {
                "barcode": self.env["product.template"]._bookstore_clean_barcode(vals["barcode"])
            }
        return super().write(vals)

    def _get_bookstore_suppliers(self):
        """``{product: distributors it can be had from}``: deposits and price lists (B134, B164)."""
        suppliers = dict.fromkeys(self, self.env["res.partner"])
        # sudo: who supplies a title is needed to advise whoever orders it
        lines = self.env["bookstore.deposit.line"].sudo()
        groups = lines._read_group(
            [
                ("product_id", "in", self.ids),
                ("company_id", "in", self.env.companies.ids),
                ("deposit_id.active", "=", True),
            ],
            ["product_id"],
            ["deposit_id:recordset"],
        )
        for product, deposits in groups:
            suppliers[product] |= deposits.partner_id.sudo(False)
        for product in self:
            suppliers[product] |= product.seller_ids.partner_id
        return suppliers

    def action_view_bookstore_stock(self):
        """The copies by place and owner."""
        return self.product_tmpl_id.action_view_bookstore_stock()

    def _bookstore_get_scan_detail(self):
        """“Victor Hugo · Gallimard · 9782070360024”."""
        parts = [self.bookstore_authors, self.bookstore_publisher_id.name, self.barcode]
        return " · ".join(filter(None, parts))

    def _update_standard_price(self, extra_value=None, extra_quantity=None):
        """Titles got for nothing cost nothing; core keeps the former cost then."""
        result = super()._update_standard_price(extra_value, extra_quantity)
        for product in self.filtered(lambda product: product.bookstore_is_title):
            is_average = product.cost_method == "average" and product.standard_price
            if is_average and not product._run_avco()[0] and product._get_last_in():
                # sudo: the cost follows from the movements, whoever made them
                quietly = product.with_context(disable_auto_revaluation=True).sudo()
                quietly.standard_price = 0.0
        return result
