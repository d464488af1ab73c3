from odoo.tests import tagged

from .common import ShopSyncCommon
from .fake_prestashop.shops import add_catalogue


class StockCase(ShopSyncCommon):
    def _shown(self, row, combination=0):
        return int(self.store.stock_of(row["id"], combination)["quantity"])


@tagged("post_install", "-at_install")
class TestStock(StockCase):
    """Numbers on their way into a shop."""

    def test_free_stock_reaches_the_shop(self):
        row, _product = self._product(quantity=12)
        self._start()
        self._synchronise()
        self.assertEqual(self._shown(row), 12)

    def test_an_unchanged_run_writes_nothing(self):
        add_catalogue(self.store, 40)
        self._start()
        self._synchronise()
        self.shop.forget()
        self.channel.last_check = False
        self._synchronise()
        self.assertEqual(self.shop.requests("PUT", "PATCH", "POST", "DELETE"), 0)

    def test_a_change_is_pushed_alone_at_the_next_pass(self):
        row, product = self._product(quantity=5)
        other, _ = self._product("MOT-2", quantity=5)
        self._start()
        self._synchronise()
        self.shop.forget()
        self._put_stock(product, 3)
        self.env.cr.precommit.run()
        self._synchronise()
        self.assertEqual((self._shown(row), self._shown(other)), (8, 5))
        self.assertEqual(self.shop.rows_written, 1)

    def test_combinations_are_written_never_their_parent(self):
        row = self.store.insert_product(
            [{"reference": "MPB-2M", "quantity": 1}, {"reference": "MPB-3M", "quantity": 1}],
            reference="MPB",
            name="Bras",
            price="10.000000",
        )
        small = self.env["product.product"].create(
            {"name": "Bras 2 m", "default_code": "MPB-2M", "is_storable": True}
        )
        self._put_stock(small, 9)
        self._start()
        self._synchronise()
        self.assertEqual(self._shown(row, 1), 9)
        self.assertEqual(self._shown(row, 2), 1, "nobody has counted it here yet")
        parent = self.store.stock_of(row["id"], 0)
        self.assertEqual(int(parent["quantity"]), 10, "the shop's own sum")
        bodies = b"".join(body for method, _path, body in self.shop.log if method != "GET")
        self.assertNotIn(f"<id>{parent['id']}</id>".encode(), bodies)

    def test_a_bad_row_is_found_and_the_others_arrive(self):
        add_catalogue(self.store, 60)
        self._start()
        self._synchronise()
        levels = self.env["shop.stock.level"].search(
            [("channel_id", "=", self.channel.id), ("is_parent", "=", False)]
        )
        bad = levels[30]
        self.shop.faults.bad_rows.add(("stock_availables", bad.stock_key))
        for product in levels.product_id:
            self._count_stock(product, 4)
        self.env.cr.precommit.run()
        self._synchronise()
        self.assertEqual(bad.state, "error")
        self.assertEqual(levels.filtered(lambda level: level.state == "error"), bad)
        table = self.store.tables["stock_availables"].rows
        self.assertEqual(
            {int(table[int(k)]["quantity"]) for k in (levels - bad).mapped("stock_key")}, {4}
        )

    def test_the_nightly_check_repairs_drift_and_deleted_lines(self):
        row, _product = self._product(quantity=5)
        gone, _ = self._product("MOT-2", quantity=5)
        self._start()
        self._synchronise()
        self.store.stock_of(row["id"])["quantity"] = "77"
        self.store.delete("stock_availables", [self.store.stock_of(gone["id"])["id"]])
        self.channel.last_check = False
        self._synchronise()
        self.assertEqual(self._shown(row), 5)
        levels = self.env["shop.stock.level"].search([("channel_id", "=", self.channel.id)])
        self.assertEqual(levels.mapped("product_key"), [f"{row['id']}-0"])


@tagged("post_install", "-at_install")
class TestStockOldShop(TestStock):
    """The same on PrestaShop 1.6: whole rows, no PATCH."""

    version = "1.6.1.24"
    allow_inherited_tests_method = True

    def test_no_partial_put_appears_on_the_wire(self):
        row, _product = self._product(quantity=12)
        self.store.stock_of(row["id"])["out_of_stock"] = "1"
        self._start()
        self._synchronise()
        self.assertEqual(self.store.stock_of(row["id"])["out_of_stock"], "1")
        puts = [body for method, _path, body in self.shop.log if method == "PUT"]
        self.assertTrue(puts)
        for body in puts:
            for field in ("id_product", "id_product_attribute", "out_of_stock", "depends_on_stock"):
                self.assertIn(f"<{field}>".encode(), body)
        self.assertEqual(self.shop.requests("PATCH"), 0)


@tagged("post_install", "-at_install")
class TestStockDecisions(StockCase):
    """What the shops show, whatever their version."""

    def test_a_reservation_lowers_what_the_shop_shows(self):
        row, _product = self._product(quantity=5)
        self._book().add_one(lines=[(row, None, 2)], state=2)
        self._start()
        self._synchronise()
        self.assertEqual(self._shown(row), 3)

    def test_a_change_wakes_the_shop_at_once(self):
        _row, product = self._product(quantity=5)
        self._start()
        self._synchronise()
        cron = self.channel.sudo().cron_id
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self._put_stock(product, 1)
        self.env.cr.precommit.run()
        after = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertGreater(after, before)

    def test_safety_share_and_cap(self):
        row, _product = self._product(quantity=21)
        other, other_product = self._product("MOT-2", quantity=100)
        self.channel.write({"safety_stock": 1, "share": 50})
        self.env["shop.stock.rule"].create(
            {"channel_id": self.channel.id, "product_id": other_product.id, "cap": 7}
        )
        self._start()
        self._synchronise()
        self.assertEqual((self._shown(row), self._shown(other)), (10, 7))

    def test_a_product_that_the_import_made_keeps_the_shops_stock_until_it_is_counted(self):
        row = self.store.insert_product(
            quantity=300, reference="NEU", name="Neuf", price="10.000000"
        )
        ours, _product = self._product(quantity=0)
        self.store.stock_of(ours["id"])["quantity"] = "7"
        self._start()
        self._synchronise()
        self.assertEqual(self._shown(row), 300, "connecting a shop does not empty its shelves")
        self.assertEqual(self._shown(ours), 0, "a product of ours without stock is sold out")
        level = self.env["shop.stock.level"].search([("product_key", "=", f"{row['id']}-0")])
        self.assertEqual(level.state, "uncounted")
        self._count_stock(level.product_id, 4)
        self.env.cr.precommit.run()
        self._synchronise()
        self.assertEqual((self._shown(row), level.state), (4, "same"))

    def test_a_line_that_nobody_counted_is_pushed_when_asked_for(self):
        row = self.store.insert_product(quantity=3, reference="NEU", name="Neuf", price="10.000000")
        self._start()
        self._synchronise()
        self.env["shop.stock.level"].search([("state", "=", "uncounted")]).action_push_now()
        self._synchronise()
        self.assertEqual(self._shown(row), 0)

    def test_a_product_that_is_new_in_the_shop_gets_its_stock_at_once(self):
        self._product(quantity=5)
        self._start()
        self._synchronise()
        row, _product = self._product("MOT-2", quantity=6)
        self._synchronise()
        self.assertEqual(self._shown(row), 6)

    def test_a_changed_rule_reaches_the_shop_at_the_next_pass(self):
        row, product = self._product(quantity=10)
        self._start()
        self._synchronise()
        self.channel.safety_stock = 4
        self._synchronise()
        self.assertEqual(self._shown(row), 6)
        rule = self.env["shop.stock.rule"].create(
            {"channel_id": self.channel.id, "product_id": product.id, "share": 50}
        )
        self._synchronise()
        self.assertEqual(self._shown(row), 5)
        rule.unlink()
        self._synchronise()
        self.assertEqual(self._shown(row), 6)

    def test_a_rule_moved_to_another_shop_restocks_both(self):
        row, product = self._product(quantity=10)
        other = self._create_channel(name="Portails Bordeaux", engine="json", url=False)
        self._start()
        rule = self.env["shop.stock.rule"].create(
            {"channel_id": self.channel.id, "product_id": product.id, "share": 50}
        )
        self._synchronise()
        self.assertEqual(self._shown(row), 5)
        rule.channel_id = other
        self._synchronise()
        self.assertEqual(self._shown(row), 10)

    def test_only_the_chosen_warehouses_count(self):
        bordeaux = self.env["stock.warehouse"].create(
            {"name": "Bordeaux", "code": "BDX", "company_id": self.company.id}
        )
        row, product = self._product(quantity=4)
        self._put_stock(product, 6, bordeaux)
        self.channel.warehouse_ids = self.warehouse
        self._start()
        self._synchronise()
        self.assertEqual(self._shown(row), 4)
        self.channel.warehouse_ids = self.warehouse | bordeaux
        self.channel.last_check = False
        self._synchronise()
        self.assertEqual(self._shown(row), 10)
