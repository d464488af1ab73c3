from odoo import api, fields, models


class BookstoreParcelQuestionLine(models.TransientModel):
    """Copies of one sale, and whether they came from this parcel."""

    _name = "bookstore.parcel.question.line"
    _description = "Sale before a Parcel"

    question_id = fields.Many2one("bookstore.parcel.question", required=True, ondelete="cascade")
    allocation_id = fields.Many2one("bookstore.allocation", required=True, ondelete="cascade")
    product_id = fields.Many2one(related="allocation_id.product_id")
    date = fields.Datetime(related="allocation_id.date")
    waiting = fields.Float(related="allocation_id.quantity", string="Sold")
    quantity = fields.Float(
        "Theirs",
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
    )
    answer = fields.Selection(
        [("yes", "Yes"), ("no", "No, not theirs"), ("later", "Later")],
        default="later",
        required=True,
    )

    @api.depends("allocation_id")
    def _compute_quantity(self):
        for line in self:
            parcel = line.question_id.parcel_id
            owned = parcel._get_owned_quantities(line.allocation_id.product_id)
            line.quantity = max(
                min(line.allocation_id.quantity, owned[line.allocation_id.product_id.id]), 0
            )
