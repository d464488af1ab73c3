from odoo import fields, models


class BookstoreAnswer(models.Model):
    """What a distributor may answer to a line of an order, and what follows from it."""

    _name = "bookstore.answer"
    _description = "Answer of a Distributor"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        help="The word or number by which the distributors' files say it; several, with commas."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    consequence = fields.Selection(
        [
            ("keep", "The copies will come"),
            ("ask", "Nobody knows when: ask again later"),
            ("elsewhere", "Never from here: to order elsewhere"),
            ("out_of_print", "Never again: tell the customers"),
            ("replace", "Never: another title replaces it"),
        ],
        required=True,
        default="keep",
        help="Copies that never come are no longer on order.",
    )

    _name_unique = models.Constraint("UNIQUE (name)", "There is already an answer of this name.")
