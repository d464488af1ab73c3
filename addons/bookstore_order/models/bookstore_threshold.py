from odoo import fields, models


class BookstoreThreshold(models.Model):
    """The least number of copies of a title that a place, or the whole shop, should have."""

    _name = "bookstore.threshold"
    _description = "Least Number of Copies"
    _rec_name = "product_id"
    _order = "product_id, location_id, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_storable", "=", True)],
        check_company=True,
    )
    location_id = fields.Many2one(
        "stock.location",
        "Place",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
        help="Empty: the whole shop.",
    )
    minimum = fields.Float("At Least", required=True, default=1, digits="Product Unit")

    _minimum_positive = models.Constraint("CHECK (minimum > 0)", "Keep at least one copy.")
    _place_unique = models.UniqueIndex(
        "(company_id, product_id, COALESCE(location_id, 0))",
        "This title already has a least number of copies there.",
    )
