from odoo import fields, models


class RentalAccessory(models.Model):
    """Something that leaves with each unit of a product and is ticked off at the return."""

    _name = "rental.accessory"
    _description = "Rental Accessory"
    _order = "sequence, id"

    product_tmpl_id = fields.Many2one(
        "product.template", "Product", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    quantity = fields.Integer(default=1, required=True)
    currency_id = fields.Many2one(related="product_tmpl_id.currency_id")
    replacement_price = fields.Monetary(help="Charged when it is not brought back (without tax).")

    _values_valid = models.Constraint(
        "CHECK (quantity >= 1 AND replacement_price >= 0)",
        "An accessory counts at least one and its price is not below zero.",
    )

    def _prepare_slip_accessory(self):
        """Values of the accessory on a departure slip: there unless said otherwise."""
        return {
            "accessory_id": self.id,
            "name": self.name,
            "quantity": self.quantity,
            "present": True,
            "replacement_price": self.replacement_price,
        }
