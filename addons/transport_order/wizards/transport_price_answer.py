from odoo import api, fields, models
from odoo.exceptions import UserError


class TransportPriceAnswer(models.TransientModel):
    """A manager names the price that the tariff could not tell."""

    _name = "transport.price.answer"
    _description = "Name a Price"

    order_id = fields.Many2one(
        "transport.order", required=True, default=lambda self: self.env.context.get("active_id")
    )
    currency_id = fields.Many2one(related="order_id.currency_id")
    on_request_text = fields.Char(related="order_id.on_request_text")
    km = fields.Float(string="Kilometres", digits=(16, 1))
    line_ids = fields.One2many("transport.price.answer.line", "answer_id", string="Price")
    amount = fields.Monetary(string="Untaxed Amount", compute="_compute_amount")

    @api.depends("line_ids.quantity", "line_ids.unit_price")
    def _compute_amount(self):
        for answer in self:
            answer.amount = sum(line.quantity * line.unit_price for line in answer.line_ids)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        order = self.env["transport.order"].browse(values.get("order_id"))
        if order and "line_ids" in fields_list:
            values["km"] = order.km
            values["line_ids"] = [
                fields.Command.create(
                    {"name": self.env._("Transport"), "quantity": order.car_count, "unit_price": 0}
                )
            ]
        return values

    def action_answer(self):
        """Quote the order with this price; the client gets a mail."""
        self.ensure_one()
        self.order_id.check_access("write")
        if self.amount <= 0:
            raise UserError(
                self.env._(
                    "The price of %(order)s must be more than zero. Enter what the transport costs.",
                    order=self.order_id.name,
                )
            )
        self.order_id._answer_price(self.line_ids._prepare_price_commands(), self.km)
