from odoo import fields, models

from ..core.kit import Part


class ProductCombo(models.Model):
    """A part of a kit: Odoo's choice among articles, with the units of it that a kit takes."""

    _inherit = "product.combo"

    rental_quantity = fields.Integer(
        "Units a kit", default=1, help="How many of the chosen article leave with one kit."
    )

    _rental_quantity_valid = models.Constraint(
        "CHECK (rental_quantity >= 1)", "A part of a kit counts at least one unit."
    )

    def _rental_get_quantity(self):
        return max(1, self.rental_quantity)

    def _rental_get_part(self):
        """The part as the pure computation reads it; articles in the order of the list."""
        products = self.combo_item_ids.product_id.filtered("active")
        return Part(products.ids, self._rental_get_quantity())
