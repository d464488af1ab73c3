from math import cos, pi

from odoo import fields, models
from odoo.fields import Command

from odoo.addons.suite_base.core.forecasting.demand import add_months

from ..core.token import trusted

MONTHS = 30
DEMAND = {  # article: (units wanted at once in a common month, season, growth a year, owned in Paris)
    "Sony FX3": (5.5, 0.35, 0.2, 6),
    "Sony FX6": (4.0, 0.3, 0.12, 5),
    "ARRI Alexa Mini": (1.6, 0.55, 0.0, 2),
    "Sony FE 24-70 mm f/2.8 GM": (4.6, 0.3, 0.15, 5),
    "GoPro Hero 12": (2.4, 0.2, -0.25, 8),
}
BUSIEST = 6  # June


class RentalDemo(models.AbstractModel):
    """Thirty months of what customers wanted of five articles, and the first forecast."""

    _inherit = "rental.demo"

    def _demo_past(self, shops, products, customers, dice):
        super()._demo_past(shops, products, customers, dice)
        self._demo_demand(shops, products, customers, dice)

    def _demo_demand(self, shops, products, customers, dice):
        articles = {product.name: product for product in products if product.name in DEMAND}
        served, lost = [], []
        for age in range(MONTHS, 0, -1):
            wanted = self._demo_wanted(age, dice)
            units = {name: min(number, DEMAND[name][3]) for name, number in wanted.items()}
            served.append(self._demo_order(articles, units, age, 4, 14, shops, customers, dice))
            short = {name: max(0, units - DEMAND[name][3]) for name, units in wanted.items()}
            if any(short.values()):
                lost.append(self._demo_order(articles, short, age, 6, 11, shops, customers, dice))
        self._demo_archive(self.env["sale.order"].create(served), dice)
        refused = self.env["sale.order"].create(lost)
        trusted(refused).write(
            {"rental_state": "cancelled", "state": "cancel", "rental_cancel_kind": "stock"}
        )
        refused.rental_occupation_ids.unlink()

    def _demo_blocks(self, shops, products):
        super()._demo_blocks(shops, products)
        self.env["rental.forecast"]._make(self.env.company, products)

    def _demo_wanted(self, age, dice):
        """{article: units wanted at once in the month that is so old}"""
        month = add_months(fields.Date.context_today(self).replace(day=1), -age)
        turn = cos(2 * pi * (month.month - BUSIEST) / 12)
        return {
            name: round(
                level
                * (1 + season * turn)
                * (1 + growth * (MONTHS - age) / 12 - growth)
                * dice.uniform(0.9, 1.1)
            )
            for name, (level, season, growth, _owned) in DEMAND.items()
        }

    def _demo_order(self, articles, units, age, first, length, shops, customers, dice):
        today = fields.Date.context_today(self)
        days = (add_months(today.replace(day=1), -age) - today).days + first
        return {
            "is_rental": True,
            "partner_id": dice.choice(customers).id,
            "warehouse_id": shops[0].id,
            "rental_start": self._demo_moment(days, 9),
            "rental_end": self._demo_moment(days + length, 18),
            "date_order": self._demo_moment(days - dice.randint(3, 20), 10),
            "user_id": self.env.ref("base.user_admin").id,
            "order_line": [
                Command.create({"product_id": articles[name].id, "product_uom_qty": number})
                for name, number in units.items()
                if number
            ],
        }
