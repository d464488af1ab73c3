from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.shop_sync.models import sql

SUPPLIERS = (("Automatismes Distribution", "Vitrolles"), ("Motorisations du Sud", "Nîmes"))
# reference, name, supplier, what it costs without tax, what it sells for with tax, delay in days
GOODS = (
    ("CM-740", "Motorisation coulissante 740 (900 kg)", 0, 210.0, 349.0, 5),
    ("CM-BAT24", "Batterie de secours 24 V", 0, 62.0, 119.0, 5),
    ("CM-BARR4", "Barrière levante 4 m", 1, 690.0, 1149.0, 8),
    ("CM-CLAV", "Clavier à code radio inox", 1, 131.0, 149.0, 8),
)
# number, days ago, first name, name, city, goods
BEFORE = (
    ("CM1001", 12, "Hélène", "Marchand", "31200 Toulouse", (("CM-BARR4", 1),)),
    ("CM1002", 10, "Karim", "Benali", "33700 Mérignac", (("CM-740", 2),)),
    ("CM1003", 9, "Sophie", "Lacoste", "64000 Pau", (("CM-740", 1), ("CM-BAT24", 1))),
    ("CM1004", 8, "Thierry", "Vasseur", "47000 Agen", (("CM-740", 2),)),
    ("CM1005", 7, "Nadia", "Ferrand", "81000 Albi", (("CM-BARR4", 2),)),
    ("CM1006", 6, "Paul", "Estève", "66000 Perpignan", (("CM-BARR4", 1),)),
)
NOW = (
    ("CM1007", 2, "Julie", "Roques", "11000 Carcassonne", (("CM-CLAV", 1),)),
    ("CM1008", 1, "Marc", "Delpech", "82000 Montauban", (("CM-BAT24", 3), ("CM-740", 1))),
)


class ShopBuyDemo(models.AbstractModel):
    """Demo data: orders of the marketplace whose goods are bought for them – waiting, partly
    received, late, refused, no longer wanted, still to be ordered."""

    _name = "shop.buy.demo"
    _description = "Buy-to-Order Demo Data"

    @api.model
    def _demo_install(self):
        channel = self.env["shop.channel"].search([("engine", "=", "json")], order="id", limit=1)
        if not channel:
            return
        self.env["suite.demo"]._demo_load_words("shop_buy_to_order")
        lang = channel._get_language()
        self = self.with_context(lang=lang, shop_sync_no_commit=True)
        self._demo_goods()
        self._demo_orders(channel, BEFORE)
        automatismes, sud = self._demo_confirm()
        self._demo_receive(automatismes)
        self._demo_trouble(sud)
        self._demo_orders(channel, NOW)

    @api.model
    def _demo_goods(self):
        suppliers = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "city": city,
                    "is_company": True,
                    "country_id": self.env.ref("base.fr").id,
                    "lang": self.env.lang,
                }
                for name, city in SUPPLIERS
            ]
        )
        self.env["product.product"].create(
            [
                {
                    "name": name,
                    "default_code": reference,
                    "is_storable": True,
                    "list_price": price,
                    "standard_price": cost,
                    "buy_to_order": True,
                    "seller_ids": [
                        Command.create(
                            {"partner_id": suppliers[number].id, "price": cost, "delay": delay}
                        )
                    ],
                }
                for reference, name, number, cost, price, delay in GOODS
            ]
        )

    @api.model
    def _demo_orders(self, channel, orders):
        rows = [("order", order[0], self._demo_document(channel, *order)) for order in orders]
        sql.insert_messages(self.env, channel, "in", rows, "endpoint")
        self.env["shop.engine"]._process(channel.with_env(self.env))

    @api.model
    def _demo_document(self, channel, number, days, firstname, lastname, city, goods):
        created = (fields.Datetime.now() - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines = [
            self._demo_line(number, place, *thing) for place, thing in enumerate(goods, start=1)
        ]
        total = {
            name: f"{sum(float(line[f'total_{name}']) for line in lines):.2f}"
            for name in ("tax_incl", "tax_excl")
        }
        postcode, town = city.split(" ", 1)
        address = {
            "id": number,
            "company": "",
            "firstname": firstname,
            "lastname": lastname,
            "vat_number": "",
            "street": "12 rue des Platanes",
            "street2": "",
            "zip": postcode,
            "city": town,
            "state": "",
            "country": "FR",
            "phone": "",
            "mobile": "",
            "other": "",
        }
        nothing = {"tax_incl": "0", "tax_excl": "0"}
        return {
            "schema": "order/1",
            "id": number,
            "reference": number,
            "created_at": created,
            "currency": "EUR",
            "language": "fr",
            "state": {"id": "2", "name": "Paiement accepté"},
            "customer": {
                "id": number,
                "guest": False,
                "firstname": firstname,
                "lastname": lastname,
                "email": f"{number.lower()}@marche.example",
                "company": "",
                "siret": "",
                "group": "",
            },
            "invoice_address": address,
            "delivery_address": address,
            "lines": lines,
            "totals": total,
            "shipping": {"carrier_id": "", "carrier_name": "", "tracking": "", **nothing},
            "wrapping": {"gift": False, "message": "", **nothing},
            "discounts": [],
            "discount_total": nothing,
            "payment_method": {"id": "wire", "name": "Virement bancaire"},
            "payments": [
                {
                    "id": f"P{number}",
                    "method": "Virement bancaire",
                    "amount": total["tax_incl"],
                    "currency": "EUR",
                    "transaction_id": "",
                    "paid_at": created,
                }
            ],
            "messages": [],
            "note": "",
        }

    @api.model
    def _demo_line(self, number, place, reference, pieces):
        name, price = next((row[1], row[4]) for row in GOODS if row[0] == reference)
        return {
            "id": f"{number}-{place}",
            "product_id": reference,
            "combination_id": "",
            "reference": reference,
            "ean13": "",
            "name": name,
            "quantity": str(pieces),
            "unit_tax_incl": f"{price:.2f}",
            "unit_tax_excl": f"{price / 1.2:.2f}",
            "total_tax_incl": f"{price * pieces:.2f}",
            "total_tax_excl": f"{price * pieces / 1.2:.2f}",
            "tax_rates": ["20"],
            "ecotax": "0",
            "ecotax_rate": "0",
        }

    @api.model
    def _demo_confirm(self):
        """What was ordered last week from both suppliers; the second one is late."""
        purchases = self.env["purchase.order"].search(
            [("buy_to_order", "=", True), ("state", "=", "draft")], order="id"
        )
        purchases.button_confirm()
        names = [name for name, _city in SUPPLIERS]
        first, second = (
            purchases.filtered(lambda one, name=name: one.partner_id.name == name) for name in names
        )
        first.order_line.date_planned = fields.Datetime.now() + timedelta(days=3)
        second.order_line.date_planned = fields.Datetime.now() + timedelta(days=6)
        return first, second

    @api.model
    def _demo_receive(self, purchase):
        """Three motors of five come, and the battery."""
        picking = purchase.picking_ids
        left = 3
        for move in picking.move_ids.sorted(lambda move: -move.id):
            if move.product_id.default_code == "CM-740":
                move.quantity = min(left, move.product_uom_qty)
                left -= move.quantity
            else:
                move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()

    @api.model
    def _demo_trouble(self, purchase):
        """One customer gave up what was confirmed, another one waits for a piece that is no longer
        made."""
        needs = {need.order_id.shop_reference: need for need in self._demo_needs(purchase)}
        needs["CM1006"].order_id._action_cancel()
        needs["CM1005"]._refuse(1, "N'est plus fabriqué avant le printemps.")

    @api.model
    def _demo_needs(self, purchase):
        return self.env["shop.buy.need"].search(
            [("line_id", "in", purchase.order_line.sale_line_id.ids)]
        )
