from odoo import api, fields, models


class BookstoreDepositLine(models.Model):
    """A title of a deposit and how many copies of it are wanted."""

    _name = "bookstore.deposit.line"
    _inherit = "suite.guard.mixin"
    _description = "Title in Deposit"
    _rec_name = "product_id"
    _order = "id"
    _check_company_auto = True

    deposit_id = fields.Many2one("bookstore.deposit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="deposit_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        index=True,
        domain=[("is_storable", "=", True)],
    )
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    publisher_id = fields.Many2one(related="product_id.bookstore_publisher_id")
    list_price = fields.Float(related="product_id.lst_price", string="Public Price")
    wanted = fields.Float(
        digits="Product Unit", help="How many copies the shop would like to keep."
    )
    has_own_discount = fields.Boolean("Own Discount")
    discount = fields.Float(
        "Discount (%)", help="Replaces the discount of the deposit when “Own Discount” is ticked."
    )

    _title_unique = models.Constraint(
        "UNIQUE (deposit_id, product_id)", "This title is already in the deposit."
    )
    _wanted_positive = models.Constraint("CHECK (wanted >= 0)", "A wanted quantity is 0 or more.")
    _discount_range = models.Constraint(
        "CHECK (discount >= 0 AND discount <= 100)", "A discount is between 0 and 100 %."
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # sudo: a title in deposit is of interest, whoever lists it
        lines.product_id.product_tmpl_id.sudo()._bookstore_mark_interesting()
        return lines
