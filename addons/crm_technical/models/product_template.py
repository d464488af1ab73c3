from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _tech_on_specifications_changed(self):
        """The compliance of quotes that were not sent yet follows."""
        super()._tech_on_specifications_changed()
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
        lines._tech_refresh_compliance()
