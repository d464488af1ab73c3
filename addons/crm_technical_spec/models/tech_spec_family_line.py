from odoo import fields, models


class TechSpecFamilyLine(models.Model):
    """An attribute of a family; the families below inherit it."""

    _name = "tech.spec.family.line"
    _description = "Family Attribute"
    _order = "sequence, id"

    family_id = fields.Many2one("tech.spec.family", required=True, index=True, ondelete="cascade")
    attribute_id = fields.Many2one(
        "tech.spec.attribute", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(default=10)
    required = fields.Boolean(help="A product without it counts as incomplete.")
    is_key = fields.Boolean(
        string="Column", help="Shown as a column when products of the family are compared."
    )
    kind = fields.Selection(related="attribute_id.kind")
    unit_id = fields.Many2one(related="attribute_id.unit_id")

    _attribute_uniq = models.Constraint(
        "UNIQUE (family_id, attribute_id)", "The family already has this attribute."
    )
