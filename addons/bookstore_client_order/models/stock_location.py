from odoo import fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    bookstore_use = fields.Selection(
        selection_add=[("client", "Set aside for customers")],
        ondelete={"client": "set null"},
    )
