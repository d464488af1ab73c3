from odoo import fields, models


class TechSpecQuantity(models.Model):
    """A physical quantity (torque, voltage, temperature): only its own units convert."""

    _name = "tech.spec.quantity"
    _description = "Physical Quantity"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    unit_ids = fields.One2many("tech.spec.unit", "quantity_id", string="Units")
    base_unit_id = fields.Many2one(
        "tech.spec.unit",
        compute="_compute_base_unit_id",
        help="The unit in which values are compared: factor 1, offset 0.",
    )

    _name_uniq = models.Constraint("UNIQUE (name)", "This quantity already exists.")

    def _compute_base_unit_id(self):
        for quantity in self:
            quantity.base_unit_id = quantity.unit_ids.filtered(
                lambda unit: unit.factor == "1" and unit.offset == "0"
            )[:1]
