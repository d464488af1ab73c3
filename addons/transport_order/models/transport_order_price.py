from odoo import fields, models


class TransportOrderPrice(models.Model):
    """One explained line of an estimate."""

    _name = "transport.order.price"
    _description = "Transport Price Line"
    _order = "order_id, sequence, id"

    order_id = fields.Many2one("transport.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    detail = fields.Char()
    name = fields.Char(string="Explanation", required=True)
    quantity = fields.Float(digits=(16, 2), default=1.0)
    unit_price = fields.Monetary()
    amount = fields.Monetary()
