from odoo import api, fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    tech_override_ids = fields.One2many(
        "tech.spec.value",
        "product_id",
        string="Variant Specifications",
        groups="base.group_user",
        help="Only what differs from the product.",
    )

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
