from odoo import fields, models


class BookstoreCodeGuard(models.Model):
    """One row per code typed for a new title: two people cannot make the same record at once."""

    _name = "bookstore.code.guard"
    _description = "Guard of a New Title"
    _log_access = False

    name = fields.Char(required=True)
    version = fields.Integer(required=True, default=0)

    _name_unique = models.Constraint("UNIQUE (name)", "One guard per code.")
