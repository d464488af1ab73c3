from odoo import fields, models

KINDS = [
    ("new", "Will be done"),
    ("same", "Noted already"),
    ("doubt", "Not taken: look yourself"),
]


class BookstoreResponseImportLine(models.TransientModel):
    """What one line of a distributor's answer will do."""

    _name = "bookstore.response.import.line"
    _description = "Answer in a File of Messages"
    _order = "id"

    import_id = fields.Many2one(
        "bookstore.response.import", required=True, ondelete="cascade", index=True
    )
    mark = fields.Char(readonly=True)
    is_taken = fields.Boolean("Take")
    kind = fields.Selection(KINDS, "What", readonly=True)
    order_line_id = fields.Many2one("purchase.order.line", readonly=True)
    order = fields.Char(readonly=True)
    title = fields.Char(readonly=True)
    quantity = fields.Float("Copies", digits="Product Unit", readonly=True)
    answer_id = fields.Many2one("bookstore.answer", readonly=True)
    detail = fields.Text("What Follows", readonly=True)
