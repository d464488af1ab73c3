from odoo import fields, models

VERDICTS = [
    ("pass", "Met"),
    ("near", "Nearly"),
    ("fail", "Not met"),
    ("unknown", "To confirm"),
]


class TechCompliance(models.Model):
    """One row of a quote's compliance table: asked, offered, met or not.

    Written by code only: it follows the product while the quote is a draft and is frozen, in the
    customer's language, when the quote is sent.
    """

    _name = "tech.compliance"
    _inherit = "suite.guard.mixin"
    _description = "Compliance"
    _order = "order_line_id, sequence, id"
    _rec_name = "label"

    order_line_id = fields.Many2one(
        "sale.order.line", string="Quote Line", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="order_line_id.order_id", store=True, index=True)
    company_id = fields.Many2one(related="order_line_id.company_id", store=True)
    product_id = fields.Many2one(related="order_line_id.product_id")
    requirement_line_id = fields.Many2one("tech.requirement.line", ondelete="set null")
    attribute_id = fields.Many2one("tech.spec.attribute", ondelete="set null", index=True)
    sequence = fields.Integer()
    label = fields.Char(string="Specification", required=True)
    asked = fields.Char()
    offered = fields.Char()
    verdict = fields.Selection(VERDICTS, string="Result", required=True)
    must = fields.Boolean()

    def _get_printed(self):
        """Return the rows that leave the house: none about a specification kept internal."""
        return self.filtered(lambda row: not row.attribute_id or row.attribute_id.print_on_quote)
