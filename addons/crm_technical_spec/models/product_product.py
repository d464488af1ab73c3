from odoo import api, fields, models
from odoo.fields import Domain

from . import sql


class ProductProduct(models.Model):
    _inherit = "product.product"

    tech_override_ids = fields.One2many(
        "tech.spec.value",
        "product_id",
        string="Variant Specifications",
        groups="base.group_user",
        help="Only what differs from the product.",
    )
    tech_missing_ids = fields.Many2many(
        "tech.spec.attribute",
        string="Missing Specifications",
        compute="_compute_tech_completeness",
        groups="base.group_user",
    )
    tech_unfilled_ids = fields.Many2many(
        "tech.spec.attribute",
        string="Not Filled In",
        compute="_compute_tech_completeness",
        groups="base.group_user",
        help="Every specification of the family that is missing, required or not.",
    )
    tech_completeness = fields.Integer(
        string="Completeness (%)",
        compute="_compute_tech_completeness",
        groups="base.group_user",
        help="Share of the family's attributes that are filled in, on the variant or its product.",
    )
    tech_is_incomplete = fields.Boolean(
        string="Specifications Incomplete",
        compute="_compute_tech_completeness",
        search="_search_tech_is_incomplete",
        groups="base.group_user",
        help="A specification that the family requires is missing.",
    )

    @api.depends(
        "product_tmpl_id.tech_family_id",
        "product_tmpl_id.tech_value_ids.is_blank",
        "tech_override_ids.is_blank",
    )
    def _compute_tech_completeness(self):
        lines = {family: family._get_lines() for family in self.tech_family_id}
        for variant in self:
            asked = lines.get(variant.tech_family_id, self.env["tech.spec.family.line"])
            values = variant.product_tmpl_id.tech_value_ids | variant.tech_override_ids
            filled = values.filtered(lambda value: not value.is_blank).attribute_id
            unfilled = asked.attribute_id - filled
            missing = asked.filtered("required").attribute_id & unfilled
            variant.tech_unfilled_ids = unfilled
            variant.tech_missing_ids = missing
            variant.tech_is_incomplete = bool(missing)
            variant.tech_completeness = self._tech_get_percent(asked, unfilled)

    @api.model
    def _tech_get_percent(self, asked, unfilled):
        """Return how much of the asked lines is filled in, never 100 while something lacks."""
        total = len(asked.attribute_id)
        return int(100 * (total - len(unfilled)) / total) if total else 0

    def _search_tech_is_incomplete(self, operator, value):
        if operator != "in":
            return NotImplemented
        incomplete = Domain("id", "in", sql.completeness.incomplete_variants())
        return incomplete if True in value else ~incomplete

    @api.model_create_multi
    def create(self, vals_list):
        variants = super().create(vals_list)
        variants.product_tmpl_id.filtered("tech_family_id")._tech_reindex_specifications()
        return variants

    def _tech_get_specifications(self):
        """Return ``{variant: {attribute id: value}}``: its own values before its product's."""
        values = self.env["tech.spec.value"].search_fetch(
            [
                ("product_tmpl_id", "in", self.product_tmpl_id.ids),
                ("product_id", "in", [False, *self.ids]),
                ("is_blank", "=", False),
            ],
            order="product_id NULLS FIRST, group_sequence, attribute_sequence, attribute_id",
        )
        shared, own = {}, {}
        for value in values:
            place, key = (
                (own, value.product_id) if value.product_id else (shared, value.product_tmpl_id)
            )
            place.setdefault(key, {})[value.attribute_id.id] = value
        return {
            variant: shared.get(variant.product_tmpl_id, {}) | own.get(variant, {})
            for variant in self
        }

    def action_tech_compare_specifications(self):
        """Open the side-by-side comparison of the selected variants."""
        action = self.env["ir.actions.actions"]._for_xml_id("crm_technical_spec.finder_action")
        return action | {"params": {"compare_ids": self.ids[:8]}}
