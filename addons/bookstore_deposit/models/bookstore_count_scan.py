from odoo import fields, models


class BookstoreCountScan(models.Model):
    """One scan of an inventory. Rows are only added, so people who scan never wait or overwrite."""

    _name = "bookstore.count.scan"
    _description = "Inventory Scan"
    _order = "id desc"
    _rec_name = "product_id"

    count_id = fields.Many2one("bookstore.count", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="count_id.company_id")
    product_id = fields.Many2one("product.product", "Title", required=True)
    quantity = fields.Float("Copies", required=True, default=1, digits="Product Unit")
    user_id = fields.Many2one("res.users", "Scanned by", default=lambda self: self.env.user)

    _count_idx = models.Index("(count_id, product_id) INCLUDE (quantity)")
    _latest_idx = models.Index("(count_id, id)")
