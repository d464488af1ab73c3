from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    bookstore_cover_months = fields.Integer(
        "Months of Sales to Keep",
        default=2,
        help="A title is to be ordered when its copies will not last so many months. 0: only least"
        " numbers, deposits and customers count.",
    )

    _bookstore_cover_months = models.Constraint(
        "CHECK (bookstore_cover_months BETWEEN 0 AND 5)", "Choose between 0 and 5 months."
    )
