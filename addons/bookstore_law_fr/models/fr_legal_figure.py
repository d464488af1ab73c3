from odoo import fields, models


class FrLegalFigure(models.Model):
    _inherit = "fr.legal.figure"

    code = fields.Selection(
        selection_add=[
            ("book_lending", "Lending right on books (% of the public price excl. VAT)")
        ],
        ondelete={"book_lending": "cascade"},
    )
