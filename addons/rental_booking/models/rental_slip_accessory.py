from odoo import fields, models
from odoo.tools import format_amount


class RentalSlipAccessory(models.Model):
    """An accessory of one exemplar, ticked off on a slip."""

    _name = "rental.slip.accessory"
    _description = "Rental Slip Accessory"
    _order = "id"

    line_id = fields.Many2one("rental.slip.line", required=True, index=True, ondelete="cascade")
    accessory_id = fields.Many2one("rental.accessory", ondelete="set null")
    name = fields.Char(required=True)
    quantity = fields.Integer(default=1)
    present = fields.Boolean()
    currency_id = fields.Many2one(related="line_id.company_id.currency_id")
    replacement_price = fields.Monetary()

    def _get_screen_data(self):
        return [
            {
                "id": accessory.id,
                "name": accessory.name,
                "quantity": accessory.quantity,
                "present": accessory.present,
                "price": format_amount(
                    accessory.env, accessory.replacement_price, accessory.currency_id
                )
                if accessory.replacement_price
                else "",
            }
            for accessory in self
        ]

    def _prepare_return(self):
        """Values on the return slip: there unless the counter unticks it."""
        return {
            "accessory_id": self.accessory_id.id,
            "name": self.name,
            "quantity": self.quantity,
            "present": True,
            "replacement_price": self.replacement_price,
        }
