from odoo import fields, models


class BookstoreStandTypeLine(models.Model):
    """A title that goes to every stand of a type."""

    _name = "bookstore.stand.type.line"
    _description = "Title of a Type of Stand"
    _inherit = ["suite.guard.mixin"]
    _rec_name = "product_id"
    _check_company_auto = True

    type_id = fields.Many2one("bookstore.stand.type", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="type_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        domain=[("is_storable", "=", True)],
        check_company=True,
    )
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    authors = fields.Char(related="product_id.bookstore_authors")
    places = fields.Char(related="product_id.bookstore_places", string="In Stock")
    quantity = fields.Float("Copies", default=1, digits="Product Unit")

    _title_unique = models.UniqueIndex(
        "(type_id, product_id)", "This title is already in the list."
    )
    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Take at least one copy.")
