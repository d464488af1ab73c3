from odoo import fields, models


class BookstoreMoveReason(models.Model):
    """A sub-type of movement that the shop makes for itself: stolen, damaged, press copy…"""

    _name = "bookstore.move.reason"
    _description = "Movement Reason"
    _order = "kind, sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to share it with every company.")
    kind = fields.Selection(
        [
            ("loss", "Loss"),
            ("gift", "Gift"),
            ("irregular_out", "Irregular exit"),
            ("irregular_in", "Irregular entry"),
            ("transfer", "Transfer"),
            ("sale", "Sale"),
        ],
        required=True,
        default="loss",
        help="The kind of movement this reason details.",
    )

    _name_unique = models.UniqueIndex(
        "(kind, name, COALESCE(company_id, 0))",
        "A reason of this name already exists for this kind of movement.",
    )
