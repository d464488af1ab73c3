from odoo import fields, models


class TechSpecChange(models.Model):
    """One change of one value: who, when, from what, to what. Never edited."""

    _name = "tech.spec.change"
    _description = "Specification Change"
    _order = "id desc"
    _rec_name = "attribute_id"

    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", string="Variant", ondelete="cascade")
    attribute_id = fields.Many2one("tech.spec.attribute", required=True, ondelete="cascade")
    old_value = fields.Char(string="Before")
    new_value = fields.Char(string="After")
    version = fields.Integer(help="Specification version of the product after the change.")
