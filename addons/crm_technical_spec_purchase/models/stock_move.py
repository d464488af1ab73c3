from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    tech_specification_text = fields.Text(
        string="Specifications", compute="_compute_tech_specification_text"
    )

    @api.depends("product_id")
    @api.depends_context("lang")
    def _compute_tech_specification_text(self):
        texts = self.product_id._tech_get_key_texts()
        for move in self:
            move.tech_specification_text = texts.get(move.product_id, "")

    def action_tech_view_specifications(self):
        return self.product_id._tech_view_specifications()

    def action_tech_view_equivalents(self):
        """Show what offers the same or better and is there, when the article is not."""
        self.ensure_one()
        return self.env["tech.equivalent"]._open(
            self.product_id,
            self.product_qty,
            self.company_id,
            {"location": self.location_id.id},
        )
