from odoo import fields, models


class TechSpecGroup(models.Model):
    """A heading of the data sheet (Electrical, Mechanical, Environment…)."""

    _name = "tech.spec.group"
    _description = "Specification Heading"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
