from odoo import fields, models


class BookstoreStandScan(models.Model):
    """One scan of an operation. Rows are only added, so people never wait for each other.

    Its place may be changed until it is recorded: where the copy was taken, or where it goes.
    """

    _name = "bookstore.stand.scan"
    _description = "Scan of a Stand"
    _inherit = ["bookstore.guard.mixin"]
    _order = "id desc"
    _rec_name = "product_id"
    _check_company_auto = True
    _guarded_fields = frozenset(
        ["operation_id", "product_id", "quantity", "user_id", "advice", "is_recorded"]
    )
    _draft_fields = frozenset(["location_id"])

    operation_id = fields.Many2one(
        "bookstore.stand.operation", required=True, ondelete="cascade", readonly=True
    )
    stand_id = fields.Many2one(related="operation_id.stand_id", store=True, index=True)
    company_id = fields.Many2one(related="operation_id.company_id", store=True, index=True)
    product_id = fields.Many2one("product.product", "Title", required=True, readonly=True)
    quantity = fields.Float("Copies", required=True, digits="Product Unit", readonly=True)
    location_id = fields.Many2one(
        "stock.location",
        "Place",
        check_company=True,
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
    )
    advice = fields.Char("Why There", readonly=True)
    user_id = fields.Many2one("res.users", "Scanned by", readonly=True)
    is_recorded = fields.Boolean("Recorded", readonly=True)

    _operation_idx = models.Index("(operation_id, product_id) INCLUDE (quantity)")
    _stand_idx = models.Index("(stand_id, product_id) INCLUDE (quantity)")

    def _get_document(self):
        return self.operation_id
