from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _reindex_specifications(self):
        """Specifications changed: the compliance of quotes not sent yet follows."""
        super()._reindex_specifications()
        lines = (
            self.env["sale.order.line"]
            .sudo()
            .search(  # sudo: every salesperson's drafts
                [
                    ("product_template_id", "in", self.ids),
                    ("tech_requirement_id", "!=", False),
                    ("state", "=", "draft"),
                ]
            )
        )
        lines._refresh_compliance()
