from odoo import fields, models

FEES = ("empty_run", "redelivery", "return")
"""Codes of what a transport costs beside its price, each charged by a person."""


class TransportOrderPrice(models.Model):
    """One explained line of an estimate."""

    _name = "transport.order.price"
    _inherit = "suite.guard.mixin"
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
    line_id = fields.Many2one(
        "transport.order.vehicle",
        string="Car",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The car that a fee is about.",
    )
    is_void = fields.Boolean(
        string="No Longer Due",
        readonly=True,
        help="Cancelled with the order, or a fee that a manager took away.",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Ordered As",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="transport_order.group_transport_user",
    )

    def _find_sale_line(self):
        """The line of the sales order; one of before is known by its place and its words."""
        self.ensure_one()
        return (
            self.sale_line_id
            or self.order_id.sale_order_id.order_line.filtered(
                lambda line: (
                    line.sequence == self.sequence
                    and line.name == self.name
                    and not self.currency_id.compare_amounts(line.price_subtotal, self.amount)
                )
            )[:1]
        )

    def _prepare_sale_line_vals(self):
        """:return: values of a sales order line whose subtotal is this amount, to the cent"""
        self.ensure_one()
        exact = self.currency_id.compare_amounts(self.quantity * self.unit_price, self.amount) == 0
        rounded = round(self.unit_price, 2) == self.unit_price
        multiplied = exact and rounded and round(self.quantity, 2) == self.quantity
        return {
            "name": self.name,
            "product_uom_qty": self.quantity if multiplied else 1,
            "price_unit": self.unit_price if multiplied else self.amount,
            "discount": 0,
            "sequence": self.sequence,
        }
