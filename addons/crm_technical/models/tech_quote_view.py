from odoo import fields, models


class TechQuoteView(models.Model):
    """Someone outside looked at a quote: who, on which day, how often."""

    _name = "tech.quote.view"
    _description = "Quote View"
    _order = "last_seen desc, id desc"
    _rec_name = "partner_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Who", ondelete="set null")
    channel = fields.Selection([("page", "Online"), ("pdf", "PDF")], required=True)
    day = fields.Date(required=True)
    first_seen = fields.Datetime(required=True)
    last_seen = fields.Datetime(required=True)
    count = fields.Integer(string="Times", default=1)
