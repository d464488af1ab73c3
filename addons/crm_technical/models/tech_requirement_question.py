from odoo import api, fields, models
from odoo.exceptions import UserError

from .tech_requirement_line import OPERATORS, OPERATORS_OF


class TechRequirementQuestion(models.Model):
    """A part of a typed sentence that may mean several things: the person says which."""

    _name = "tech.requirement.question"
    _description = "Criterion to Clarify"
    _order = "id"

    requirement_id = fields.Many2one(
        "tech.requirement", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Typed", required=True, readonly=True)
    problem = fields.Char(readonly=True)
    operator = fields.Selection(OPERATORS, readonly=True)
    value_text = fields.Char(readonly=True)
    possible_ids = fields.Many2many("tech.spec.attribute", readonly=True)
    attribute_id = fields.Many2one(
        "tech.spec.attribute", string="Means", domain="[('id', 'in', possible_ids)]"
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("attribute_id"):
            self._answer()
        return result

    def _answer(self):
        """Make the criterion that was meant; the question is answered then."""
        for question in self:
            if question.attribute_id not in question.possible_ids:
                raise UserError(
                    self.env._(
                        "“%(text)s” cannot mean %(name)s.",
                        text=question.name,
                        name=question.attribute_id.name,
                    )
                )
            allowed = OPERATORS_OF[question.attribute_id.kind]
            operator = question.operator if question.operator in allowed else False
            self.env["tech.requirement.line"].create(
                {
                    "requirement_id": question.requirement_id.id,
                    "attribute_id": question.attribute_id.id,
                    "value_text": question.value_text,
                    **({"operator": operator} if operator else {}),
                }
            )
        self.unlink()

    @api.depends("name")
    def _compute_display_name(self):
        for question in self:
            question.display_name = question.name
