from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from . import sql


class ProductTemplate(models.Model):
    _inherit = "product.template"

    tech_family_id = fields.Many2one(
        "tech.spec.family",
        string="Product Family",
        compute="_compute_tech_family_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        help="Decides which specifications describe the product.",
    )
    tech_value_ids = fields.One2many(
        "tech.spec.value",
        "product_tmpl_id",
        string="Specifications",
        domain=[("product_id", "=", False)],
        copy=True,
        groups="base.group_user",
    )
    tech_change_ids = fields.One2many(
        "tech.spec.change",
        "product_tmpl_id",
        string="Specification History",
        groups="base.group_user",
    )
    tech_spec_version = fields.Integer(string="Specification Version", readonly=True, copy=False)
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
        help="Share of the family's attributes that are filled in; with variants, by any of them.",
    )
    tech_is_incomplete = fields.Boolean(
        string="Specifications Incomplete",
        compute="_compute_tech_completeness",
        search="_search_tech_is_incomplete",
        groups="base.group_user",
    )

    @api.depends("categ_id")
    def _compute_tech_family_id(self):
        """Take the category's family, unless values already describe the product by its own."""
        for template in self:
            family = template.tech_family_id
            described = family and not all(template.tech_value_ids.mapped("is_blank"))
            if not described:
                template.tech_family_id = template.categ_id.tech_family_id or family

    @api.depends(
        "tech_family_id",
        "tech_value_ids.is_blank",
        "product_variant_ids.tech_override_ids.is_blank",
    )
    def _compute_tech_completeness(self):
        """A product lacks what all its variants lack; it is incomplete when one of them is."""
        for template in self:
            variants = template.product_variant_ids
            asked = template.tech_family_id._get_lines()
            required = asked.filtered("required").attribute_id
            unfilled = asked.attribute_id
            for variant in variants:
                unfilled &= variant.tech_unfilled_ids
            if not variants:
                filled = template.tech_value_ids.filtered(lambda value: not value.is_blank)
                unfilled -= filled.attribute_id
            template.tech_unfilled_ids = unfilled
            template.tech_missing_ids = required & unfilled
            template.tech_is_incomplete = any(variants.mapped("tech_is_incomplete")) or (
                bool(required & unfilled)
            )
            template.tech_completeness = variants._tech_get_percent(asked, unfilled)

    def _search_tech_is_incomplete(self, operator, value):
        if operator != "in":
            return NotImplemented
        incomplete = Domain("id", "in", sql.completeness.incomplete_templates())
        return incomplete if True in value else ~incomplete

    @api.onchange("tech_family_id")
    def _onchange_tech_family_id(self):
        """Offer a blank line for each attribute of the family that has none yet."""
        self.tech_value_ids = [
            Command.create({"attribute_id": attribute.id})
            for attribute in self._tech_get_unset_attributes()
        ]

    def _tech_get_unset_attributes(self):
        self.ensure_one()
        return self.tech_family_id._get_lines().attribute_id - self.tech_value_ids.attribute_id

    def write(self, vals):
        result = super().write(vals)
        if "tech_family_id" in vals or "categ_id" in vals:
            self._tech_reindex_specifications()
        return result

    def _tech_reindex_specifications(self):
        """Bring the search index up to date with the values of these products."""
        self.env["tech.spec.value"].flush_model()
        self.env["product.product"].flush_model(["product_tmpl_id"])
        self.flush_model(["tech_family_id", "tech_spec_version"])
        sql.index.reindex(self.env, self.ids)
        self.invalidate_recordset(["tech_spec_version"])
        self._tech_on_specifications_changed()

    def _tech_on_specifications_changed(self):
        """Hook: values of these products changed, by hand or by a file."""

    def action_tech_add_missing_specifications(self):
        """Add a blank line for every attribute of the family that the products lack."""
        for template in self:
            template.tech_value_ids = [
                Command.create({"attribute_id": attribute.id})
                for attribute in template._tech_get_unset_attributes()
            ]

    def action_tech_fill_missing(self):
        """Open what these products lack as one list, to be typed in place."""
        self.action_tech_add_missing_specifications()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_spec.tech_spec_value_action_missing"
        )
        return action | {"domain": [("product_tmpl_id", "in", self.ids)]}

    def action_tech_remove_outside_specifications(self):
        """Remove the values that the product's family does not know (kept in the history)."""
        self.tech_value_ids.filtered("is_outside").unlink()

    def action_tech_compare_specifications(self):
        """Open the side-by-side comparison of the selected products (two to eight)."""
        if not 2 <= len(self) <= 8:
            raise UserError(
                self.env._(
                    "%(count)s products are selected. Select two to eight to compare them.",
                    count=len(self),
                )
            )
        return self.product_variant_id.action_tech_compare_specifications()

    def action_tech_view_specification_history(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_spec.tech_spec_change_action"
        )
        return action | {"domain": [("product_tmpl_id", "in", self.ids)]}

    def _tech_get_data_sheet(self):
        """Return the data sheet: ``[(heading, [value, …])]`` without blanks, in reading order."""
        self.ensure_one()
        sheet = {}
        for value in self.tech_value_ids.filtered(lambda value: not value.is_blank):
            sheet.setdefault(value.group_id, []).append(value)
        return [(group.name or self.env._("General"), values) for group, values in sheet.items()]
