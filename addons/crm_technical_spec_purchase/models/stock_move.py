from odoo import models


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "tech.specified.mixin"]

    def action_tech_view_equivalents(self):
        """Show what offers the same or better and is there, when the article is not."""
        self.ensure_one()
        return self.env["tech.equivalent"]._open(
            self.product_id,
            self.product_qty,
            self.company_id,
            {"location": self.location_id.id},
        )
