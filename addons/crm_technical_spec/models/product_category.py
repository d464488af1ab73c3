from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    tech_family_id = fields.Many2one(
        "tech.spec.family",
        string="Product Family",
        index="btree_not_null",
        help="Family proposed for new products of this category.",
    )
