from odoo import api, fields, models


class TechSpecifiedMixin(models.AbstractModel):
    """A line with an article (``product_id``) that shows its specifications."""

    _name = "tech.specified.mixin"
    _description = "Line with Specifications"

    tech_specification_text = fields.Text(
        string="Specifications", compute="_compute_tech_specification_text"
    )

    @api.depends("product_id")
    @api.depends_context("lang")
    def _compute_tech_specification_text(self):
        texts = self.product_id._tech_get_key_texts()
        for line in self:
            line.tech_specification_text = texts.get(line.product_id, "")

    def action_tech_view_specifications(self):
        return self.product_id._tech_view_specifications()
