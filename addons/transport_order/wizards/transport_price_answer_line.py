from odoo import fields, models


class TransportPriceAnswerLine(models.TransientModel):
    """One line of a price that a manager names."""

    _name = "transport.price.answer.line"
    _description = "Named Price Line"

    answer_id = fields.Many2one("transport.price.answer", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="answer_id.currency_id")
    name = fields.Char(string="Explanation", required=True)
    quantity = fields.Float(default=1)
    unit_price = fields.Monetary()

    def _prepare_price_commands(self):
        return [
            fields.Command.create(
                {
                    "sequence": number,
                    "code": "answer",
                    "name": line.name,
                    "quantity": line.quantity,
                    "unit_price": line.unit_price,
                    "amount": line.currency_id.round(line.quantity * line.unit_price),
                }
            )
            for number, line in enumerate(self)
        ]
