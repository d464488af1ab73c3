from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TechSpecFamily(models.Model):
    """Products described by the same attributes; a family inherits those of the one above."""

    _name = "tech.spec.family"
    _description = "Product Family"
    _inherit = ["suite.guard.mixin", "mail.thread"]
    _parent_store = True
    _parent_name = "parent_id"
    _rec_names_search = ["complete_name"]
    _order = "complete_name, id"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", recursive=True, store=True, translate=False
    )
    parent_id = fields.Many2one(
        "tech.spec.family", string="Inherits From", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("tech.spec.family", "parent_id", string="Families Below")
    active = fields.Boolean(default=True)
    color = fields.Integer()
    line_ids = fields.One2many(
        "tech.spec.family.line", "family_id", string="Own Attributes", copy=True
    )
    inherited_line_ids = fields.Many2many(
        "tech.spec.family.line",
        string="Inherited Attributes",
        compute="_compute_inherited_line_ids",
    )
    attribute_ids = fields.Many2many(
        "tech.spec.attribute", string="All Attributes", compute="_compute_inherited_line_ids"
    )
    categ_ids = fields.One2many("product.category", "tech_family_id", string="Product Categories")
    product_count = fields.Integer(compute="_compute_product_count", string="Products")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for family in self:
            above = family.parent_id.complete_name
            family.complete_name = f"{above} / {family.name}" if above else family.name

    @api.depends("line_ids", "parent_id", "parent_path")
    def _compute_inherited_line_ids(self):
        for family in self:
            above = family.parent_id._get_lines() if family.parent_id else self.line_ids.browse()
            family.inherited_line_ids = above
            family.attribute_ids = (above | family.line_ids).attribute_id

    def _compute_product_count(self):
        counts = self._get_product_counts()
        for family in self:
            family.product_count = sum(
                count
                for path, count in counts
                if family.parent_path and path.startswith(family.parent_path)
            )

    def _get_product_counts(self):
        """Return ``[(family path, products)]`` of all families that have products."""
        groups = self.env["product.template"]._read_group(
            [("tech_family_id", "!=", False)], ["tech_family_id"], ["__count"]
        )
        return [(family.parent_path or "", count) for family, count in groups]

    @api.constrains("line_ids", "parent_id")
    def _check_attribute_once(self):
        for family in self:
            twice = family.line_ids.attribute_id & family.parent_id._get_lines().attribute_id
            if twice:
                raise ValidationError(
                    self.env._(
                        "%(attribute)s is already inherited by family %(family)s. Remove it here.",
                        attribute=twice[0].name,
                        family=family.name,
                    )
                )

    def _get_lines(self):
        """Return the family's attribute lines, inherited ones first."""
        ancestors = self.browse(
            dict.fromkeys(
                int(part)
                for family in self
                for part in (family.parent_path or "").split("/")
                if part
            )
        )
        return (ancestors | self).line_ids

    def _get_subtree(self):
        """Return the families themselves and all below."""
        return self.search([("id", "child_of", self.ids)]) if self else self

    def action_view_products(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_spec.product_template_action_specified"
        )
        return action | {
            "domain": [("tech_family_id", "child_of", self.ids)],
            "context": {"default_tech_family_id": self.id},
        }

    def action_find(self):
        """Open the product finder on this family."""
        action = self.env["ir.actions.actions"]._for_xml_id("crm_technical_spec.finder_action")
        return action | {"params": {"family_id": self.id}}
