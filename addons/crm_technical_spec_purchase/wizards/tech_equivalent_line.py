from odoo import fields, models
from odoo.fields import Command


class TechEquivalentLine(models.TransientModel):
    """An article that replaces another: how well, why, where it is."""

    _name = "tech.equivalent.line"
    _description = "Equivalent Article"
    _rec_name = "product_id"

    equivalent_id = fields.Many2one("tech.equivalent", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", string="Article", required=True)
    tier = fields.Selection(
        [("0", "Fits"), ("1", "To confirm"), ("2", "Nearly")], string="Result", required=True
    )
    verdicts = fields.Json(string="Reasons")
    free_qty = fields.Float(string="In Stock", digits="Product Unit")
    is_enough = fields.Boolean()
    vendors = fields.Char()
    vendor_id = fields.Many2one("res.partner")
    is_other_vendor = fields.Boolean()

    def action_view(self):
        return self.product_id._tech_view_specifications()

    def action_use(self):
        """Ask the same vendor for this article instead."""
        self.ensure_one()
        self.equivalent_id.purchase_line_id._tech_replace_article(self.product_id)
        return {"type": "ir.actions.act_window_close"}

    def action_request(self):
        """Ask the article's own vendor for it, in a new request."""
        self.ensure_one()
        wanted = self.equivalent_id
        order = (
            self.env["purchase.order"]
            .with_company(wanted.company_id)
            .create(
                {
                    "partner_id": self.vendor_id.id,
                    "company_id": wanted.company_id.id,
                    "origin": wanted.purchase_line_id.order_id.name or False,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product_id.id, "product_qty": wanted.quantity}
                        )
                    ],
                }
            )
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "purchase.order",
            "res_id": order.id,
            "views": [(False, "form")],
        }
