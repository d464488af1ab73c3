import random
from datetime import datetime
from math import cos, pi

from odoo import api, fields, models

from odoo.addons.suite_base.core.forecasting.demand import add_months

SEED = 1905
MONTHS = 36
GOODS = (
    # name, reference, price, cost, mean a month, season, growth a year, share of months with demand
    ("Crémaillère acier 4 m avec fixations", "DEMO-PREV-1", 89, 46, 34, 0.6, 0.05, 1),
    ("Batterie de secours 24 V 7 Ah", "DEMO-PREV-2", 69, 38, 22, -0.7, 0.02, 1),
    ("Télécommande 4 canaux à code tournant", "DEMO-PREV-3", 39, 17, 60, 0.05, 0.3, 1),
    ("Carte électronique de rechange", "DEMO-PREV-4", 145, 88, 1.4, 0, 0, 0.3),
    ("Télécommande ancienne génération", "DEMO-PREV-5", 29, 14, 4, 0, 0, 1),
    ("Photocellule filaire à relais", "DEMO-PREV-6", 79, 41, 3, 0, -0.4, 1),
)


class TechForecastDemo(models.AbstractModel):
    """Three years of deliveries of six products, then the first forecast."""

    _name = "tech.forecast.demo"
    _description = "Demonstration Forecast"

    @api.model
    def _demo_forecast(self):
        chooser = random.Random(SEED)
        month = fields.Date.context_today(self).replace(day=1)
        months = [add_months(month, -age) for age in range(MONTHS, 0, -1)]
        supplier = self.env["suite.demo"]._demo_partners(["Automatismes du Rhône"])
        for good in GOODS:
            self._demo_good(good, months, chooser, supplier)
        self._demo_quote(add_months(month, 2))
        runs = self.env["tech.forecast.run"]
        run = runs.create({"company_id": self.env.company.id, "state": "running"})
        while run._process():
            continue

    def _demo_quote(self, month):
        """An installer who asks for more than a month usually sells."""
        product = self.env["product.product"].search([("default_code", "=", "DEMO-PREV-1")])
        installer = self.env["suite.demo"]._demo_partners(["Portails Dubreuil"])
        self.env["sale.order"].create(
            {
                "partner_id": installer.id,
                "commitment_date": datetime(month.year, month.month, 15, 9),
                "order_line": [
                    fields.Command.create({"product_id": product.id, "product_uom_qty": 240})
                ],
            }
        )

    def _demo_good(self, good, months, chooser, supplier):
        name, code, price, cost, level, season, growth, share = good
        product = self.env["product.product"].create(
            {
                "name": name,
                "default_code": code,
                "list_price": price,
                "standard_price": cost,
                "is_storable": True,
                "seller_ids": [
                    fields.Command.create({"partner_id": supplier.id, "price": cost, "delay": 14})
                ],
            }
        )
        sold = {}
        for place, month in enumerate(months[:8] if code == "DEMO-PREV-5" else months):
            mean = level * (1 + growth * (place - MONTHS) / 12)
            mean *= 1 + season * cos(2 * pi * (month.month - 7) / 12)
            amount = max(round(mean * chooser.uniform(0.85, 1.15) / share), 0)
            if amount and chooser.random() < share:
                sold[month] = amount
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        kept = {"DEMO-PREV-5": 64, "DEMO-PREV-6": 150}.get(code, int(level))
        suppliers = self.env.ref("stock.stock_location_suppliers")
        customers = self.env.ref("stock.stock_location_customers")
        stock = warehouse.lot_stock_id
        self._demo_move(product, suppliers, stock, {months[0]: sum(sold.values()) + kept})
        self._demo_move(product, stock, customers, sold)

    def _demo_move(self, product, source, target, amounts):
        """Move a quantity in the middle of each month, done at that time."""
        moves = self.env["stock.move"].create(
            [
                {
                    "product_id": product.id,
                    "product_uom": product.uom_id.id,
                    "product_uom_qty": amount,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                }
                for amount in amounts.values()
            ]
        )
        moves._action_confirm(merge=False)
        for move, (month, amount) in zip(moves, amounts.items(), strict=True):
            move.write({"quantity": amount, "picked": True})
            day = 1 if source.usage == "supplier" else 15
            move._action_done()
            done_on = datetime(month.year, month.month, day, 9)
            move.write({"date": done_on})
            move.move_line_ids.write({"date": done_on})
