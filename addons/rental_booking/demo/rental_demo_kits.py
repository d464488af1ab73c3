from odoo import models
from odoo.fields import Command

# kit: (day price, [(part, units, articles in the order they are chosen)])
KITS = {
    "Kit interview": (
        240,
        [
            ("Caméra", 1, ["Sony FX6", "Canon EOS C70"]),
            ("Optique", 1, ["Sony FE 24-70 mm f/2.8 GM"]),
            ("Micro HF", 1, ["Sennheiser EW 112P G4 HF"]),
            ("Trépied", 1, ["Trépied Sachtler Flowtech 75"]),
            ("Batteries", 4, ["Batterie V-Mount 98 Wh"]),
        ],
    ),
    "Kit lumière trois points": (
        150,
        [
            ("Projecteurs", 2, ["Aputure LS 120d II"]),
            ("Contre-jour", 1, ["Aputure LS 300x", "Nanlite Forza 500"]),
            ("Pieds", 3, ["Pied C-Stand 40 pouces"]),
            ("Lest", 3, ["Sac de sable 7 kg"]),
        ],
    ),
}


class RentalDemo(models.AbstractModel):
    """Kits of the demo house, and a customer who has booked one."""

    _inherit = "rental.demo"

    def _demo_products(self, shops, dice):
        products = super()._demo_products(shops, dice)
        for name, (price, parts) in KITS.items():
            combos = [self._demo_combo(products, *part) for part in parts]
            self.env["product.product"].create(
                {
                    "name": name,
                    "default_code": f"KIT{price}",
                    "type": "combo",
                    "list_price": price,
                    "image_1920": products.filtered(
                        lambda product, own=parts[0][2][0]: product.name == own
                    ).image_1920,
                    "combo_ids": [Command.create(values) for values in combos],
                }
            )
        return products

    def _demo_combo(self, products, name, quantity, articles):
        found = {product.name: product.id for product in products}
        return {
            "name": name,
            "rental_quantity": quantity,
            "combo_item_ids": [Command.create({"product_id": found[own]}) for own in articles],
        }

    def _demo_future(self, shops, products, customers, dice):
        super()._demo_future(shops, products, customers, dice)
        kit = self.env["product.product"].search([("default_code", "=", "KIT240")], limit=1)
        start, end = self._demo_moment(12, 9), self._demo_moment(14, 18)
        values = self._demo_booking(shops, products, customers, dice, start, end, shops[0])
        booking = self.env["sale.order"].create(
            {
                **values,
                "partner_id": customers[0].id,
                "order_line": [
                    Command.create({"product_id": kit.id}),
                    Command.create({"product_id": products[-1].id, "product_uom_qty": 2}),
                ],
            }
        )
        booking.action_rental_submit()
        if not booking._get_rental_shortages():
            booking.action_rental_propose()
