import secrets

from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from odoo.addons.suite_base.tests.concurrency import Race, committed

WORKERS = 3


@tagged("post_install", "-at_install")
class TestBuyAtOnce(BaseCase):
    """Committed data of its own: workers must see each other's writes."""

    test_sequence = 100

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with committed(self.registry) as env:
            word = secrets.token_hex(3)
            supplier = env["res.partner"].create({"name": f"Fournisseur {word}"})
            customer = env["res.partner"].create({"name": f"Client {word}"})
            product = env["product.product"].create(
                {
                    "name": f"Moteur {word}",
                    "is_storable": True,
                    "buy_to_order": True,
                    "seller_ids": [(0, 0, {"partner_id": supplier.id, "price": 60})],
                }
            )
            orders = env["sale.order"].create(
                [
                    {
                        "partner_id": customer.id,
                        "order_line": [
                            (0, 0, {"product_id": product.id, "product_uom_qty": number + 1})
                        ],
                    }
                    for number in range(WORKERS)
                ]
            )
            self.supplier_id, self.order_ids = supplier.id, orders.ids
        self.addCleanup(self._retire)

    def _retire(self):
        with committed(self.registry) as env:
            orders = env["sale.order"].browse(self.order_ids)
            orders._action_cancel()
            orders.order_line.product_id.active = False

    def test_orders_confirmed_at_once_are_bought_once_each(self):
        works = [
            lambda env, order_id=order_id: env["sale.order"].browse(order_id).action_confirm()
            for order_id in self.order_ids
        ]
        results = Race(self.registry).run(*works)
        self.assertFalse([result for result in results if isinstance(result, Exception)])
        with committed(self.registry) as env:
            purchase = env["purchase.order"].search([("partner_id", "=", self.supplier_id)])
            self.assertEqual(len(purchase), 1)
            self.assertEqual(sorted(purchase.order_line.mapped("product_qty")), [1, 2, 3])
            bought = purchase.order_line.sale_line_id.order_id
            self.assertEqual(sorted(bought.ids), self.order_ids)
            needs = env["sale.order"].browse(self.order_ids).buy_need_ids
            self.assertEqual(set(needs.mapped("state")), {"to_confirm"})
