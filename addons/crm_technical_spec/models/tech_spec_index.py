from odoo import fields, models


class TechSpecIndex(models.Model):
    """What a variant offers for one attribute (and option): derived from the values, for searching.

    Attribute, option and family are plain integers: the rows are rewritten with the values they
    come from, and checking three more foreign keys on two million rows would double an import.
    """

    _name = "tech.spec.index"
    _description = "Specification Search Index"
    _log_access = False

    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="cascade")
    family_id = fields.Integer()
    attribute_id = fields.Integer(required=True)
    option_id = fields.Integer()
    value_id = fields.Integer()
    value_min = fields.Float()
    value_max = fields.Float()

    _number_idx = models.Index(
        "(attribute_id, value_max, value_min) INCLUDE (product_id) WHERE option_id IS NULL"
    )
    _option_idx = models.Index(
        "(attribute_id, option_id) INCLUDE (product_id) WHERE option_id IS NOT NULL"
    )
    _family_idx = models.Index(
        "(family_id, attribute_id) INCLUDE (product_id, value_min, value_max, option_id)"
    )
