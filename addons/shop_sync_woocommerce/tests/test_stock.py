from odoo.tests import tagged

from .common import WooCommon


@tagged("post_install", "-at_install")
class TestStock(WooCommon):
    def _shown(self, row):
        return row["stock_quantity"]

    def test_stock_goes_up_once_and_what_stays_is_not_written(self):
        row, product = self._product(quantity=9)
        row["stock_quantity"] = 0
        shirt = self.store.add_product("POLO")
        black = self.store.add_variation(shirt, "POLO-N", quantity=0)
        ours = self.env["product.product"].create(
            {"name": "Polo", "default_code": "POLO-N", "is_storable": True}
        )
        self._put_stock(ours, 4)
        self._count_stock(product, 9)
        self._synchronise()
        self.assertEqual((self._shown(row), self._shown(black)), (9, 4))
        self._later()
        self.shop.forget()
        self._synchronise()
        self._next_day()
        self._synchronise()
        self.assertEqual(self.shop.requests("POST", "PUT"), 0)

    def test_a_sale_between_our_look_and_our_write_is_not_given_back(self):
        row, product = self._product(quantity=10)
        self._count_stock(product, 10)
        self._synchronise()
        self.assertEqual(self._shown(row), 10)
        asked = []

        def buy(method, path):
            """While we look at what stands there, right before we write: the orders of this pass
            were read already."""
            read = any(place.endswith("/orders") for _method, place, _body in self.shop.log)
            if method == "GET" and path.endswith("/products") and read and not asked:
                asked.append(self.store.add_order([(row, None, 4)]))

        self._count_stock(product, 15)
        # What a commit tells the shops.
        self.env.cr.precommit.run()
        self._later()
        self.shop.forget()
        self.shop.faults.on_request = buy
        self._synchronise()
        self.assertTrue(asked)
        self.assertEqual(self._shown(row), 6, "nothing was written over the sale")
        level = self.env["shop.stock.level"].search([("product_id", "=", product.id)])
        self.assertEqual((level.state, level.pushed_quantity), ("waiting", 6))
        self._synchronise()
        self._synchronise()
        self.assertEqual(self._shown(row), 11)

    def test_a_bad_line_is_told_with_its_cause_and_the_others_are_written(self):
        rows = [self._product(f"P{n}", quantity=5) for n in range(3)]
        for row, product in rows:
            row["stock_quantity"] = 0
            self._count_stock(product, 5)
        self.shop.faults.bad_rows = {rows[1][0]["id"]}
        self._synchronise()
        self.assertEqual([self._shown(row) for row, _product in rows], [5, 0, 5])
        level = self.env["shop.stock.level"].search([("product_id", "=", rows[1][1].id)])
        self.assertEqual(level.state, "error")
        self.assertIn("ID non valide", level.error_text)

    def test_a_key_that_may_only_read_stops_the_shop_with_a_sentence(self):
        row, product = self._product(quantity=5)
        row["stock_quantity"] = 0
        self._count_stock(product, 5)
        self.shop.faults.permissions = "read"
        self._synchronise()
        self.assertEqual((self.channel.state, self._shown(row)), ("broken", 0))
        self.assertIn("Read/Write", self.channel.error_text)

    def test_a_delivery_is_told_once(self):
        row, product = self._product(quantity=5)
        self._count_stock(product, 5)
        sold = self.store.add_order([(row, None, 2)])
        self._synchronise()
        order = self._order_of(sold["id"])
        order.picking_ids.carrier_tracking_ref = "6A12345678901"
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        self.shop.faults.cut_writes = 1
        self._synchronise()
        self._synchronise()
        self.assertEqual(sold["status"], "completed")
        (note,) = self.store.notes[sold["id"]]
        self.assertEqual(note["note"], "Numéro de suivi : 6A12345678901")
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._shown(row), 3)
