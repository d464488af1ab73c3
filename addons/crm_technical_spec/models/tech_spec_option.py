from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.options import find_cycle


class TechSpecOption(models.Model):
    """One possible value of an option attribute, with what it implies (IP66 implies IP65)."""

    _name = "tech.spec.option"
    _description = "Specification Option"
    _order = "attribute_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Short, the same in every language; used in files: IP65")
    aliases = fields.Char(help="Other writings that people type, separated by ;")
    sequence = fields.Integer(default=10)
    attribute_id = fields.Many2one(
        "tech.spec.attribute", required=True, index=True, ondelete="cascade"
    )
    implies_ids = fields.Many2many(
        "tech.spec.option",
        "tech_spec_option_implies_rel",
        "option_id",
        "implied_id",
        domain="[('attribute_id', '=', attribute_id), ('id', '!=', id)]",
        help="Options that a product with this one also satisfies. "
        "What they imply in turn counts too: say IP66 → IP65, not every lower code.",
    )

    _name_uniq = models.Constraint(
        "UNIQUE (attribute_id, code)", "This attribute already has an option with this code."
    )

    @api.constrains("implies_ids", "attribute_id")
    def _check_implies(self):
        for attribute in self.attribute_id:
            if self._get_stranger(attribute):
                raise ValidationError(
                    self.env._(
                        "An option of %(attribute)s can only imply options of the same attribute.",
                        attribute=attribute.name,
                    )
                )
            culprit = find_cycle(attribute._get_implies())
            if culprit is not None:
                raise ValidationError(
                    self.env._(
                        "Option %(option)s would end up implying itself. "
                        "Remove one of the steps of the circle.",
                        option=self.browse(culprit).name,
                    )
                )

    def _get_stranger(self, attribute):
        options = attribute.option_ids
        return options.implies_ids - options

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        values = self.env["tech.spec.value"].sudo()  # sudo: products of every company count
        if used := values.search([("option_ids", "in", self.ids)], limit=1):
            raise ValidationError(
                self.env._(
                    "Option %(option)s is recorded on %(product)s and cannot be deleted. "
                    "Change those products first.",
                    option=(used.option_ids & self)[:1].name,
                    product=used.product_tmpl_id.display_name,
                )
            )

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
