from odoo.tests import tagged

from .common import ShopSyncCommon
from .fake_prestashop.server import FakeShop


@tagged("post_install", "-at_install")
class TestSoldTwice(ShopSyncCommon):
    """Two shops sell the last piece within the same minute: the second order is told, and solved."""

    def setUp(self):
        super().setUp()
        self.row, self.product = self._product("DERNIER", quantity=1)
        other = self._make_store("9.1.4")
        self.other_row = other.insert_product(
            quantity=0, reference="DERNIER", name="Dernier", price="100", id_tax_rules_group="1"
        )
        self.other = other
        shop = self.enterContext(FakeShop(other))
        self.second = self._create_channel(shop, name="Portails Bordeaux")
        for channel in (self.channel, self.second):
            self._start(channel)
            self._synchronise(channel)

    def _sell_to_both(self):
        mine = self._sell(self.row, 1, state=2)
        theirs = self._sell(self.other_row, 1, state=2, store=self.other)
        self._synchronise()
        self._synchronise(self.second)
        return self._order_of(mine), self._order_of(theirs, self.second)

    def test_the_second_one_is_told(self):
        self.assertEqual(self._pieces_shown(self.row), 1)
        first, second = self._sell_to_both()
        self.assertEqual((first.shop_short, second.shop_short), (False, "ask"))
        self.assertEqual(second.picking_ids.move_ids.state, "confirmed")
        self.assertIn("1 × [DERNIER]", second.activity_ids.summary)
        self.assertEqual((self.second.short_count, self.second.health), (1, "you"))
        self.assertEqual(self._pieces_shown(self.other_row, self.other), 0)
        self._synchronise(self.second)
        self.assertEqual(len(second.activity_ids), 1, "told once")

    def test_goods_that_come_settle_it(self):
        _first, second = self._sell_to_both()
        second.action_shop_short_wait()
        self.second.invalidate_recordset()
        self.assertEqual((second.shop_short, self.second.short_count), ("wait", 0))
        self._receive(self.product, 1)
        self._synchronise(self.second)
        self.assertEqual(second.picking_ids.move_ids.state, "assigned")
        self.assertFalse(second.shop_short)
        self.assertFalse(second.activity_ids)

    def test_what_is_missing_is_left_out_and_refunded_in_the_shop(self):
        _first, second = self._sell_to_both()
        second.action_shop_short_leave_out()
        self.assertEqual(second.picking_ids.move_ids.state, "cancel")
        self.assertFalse(second.shop_short)
        self.assertIn("Refund in the shop", second.activity_ids.summary)
        self._synchronise(self.second)
        self.assertFalse(second.shop_short)

    def test_part_of_an_order_is_left_out(self):
        self._put_stock(self.product, 2)
        self._synchronise()
        self._synchronise(self.second)
        mine = self._sell(self.row, 2, state=2)
        theirs = self._sell(self.other_row, 3, state=2, store=self.other)
        self._synchronise()
        self._synchronise(self.second)
        self.assertFalse(self._order_of(mine).shop_short)
        order = self._order_of(theirs, self.second)
        self.assertIn("2 × [DERNIER]", order.activity_ids.summary)
        order.action_shop_short_leave_out()
        self.assertEqual(order.picking_ids.move_ids.product_uom_qty, 1)
        self.assertEqual(order.picking_ids.move_ids.state, "assigned")

    def test_what_a_shop_takes_back_by_itself_is_not_shown_twice(self):
        """The number that we want is the one that we wrote last, and the shop shows another one."""
        self._put_stock(self.product, 9)
        self._synchronise()
        self._synchronise(self.second)
        mine = self._sell(self.row, 2)
        self._synchronise()
        self._synchronise(self.second)
        self.assertEqual(self._pieces_shown(self.row), 8)
        self._sell(self.other_row, 2, state=2, store=self.other)
        self._synchronise(self.second)
        self.store.set_state(mine, 6)
        shelf = self.store.stock_of(self.row["id"])
        shelf["quantity"] = str(int(shelf["quantity"]) + 2)
        self._synchronise()
        self.assertEqual(self._pieces_shown(self.row), 8)

    def test_what_the_shop_sells_without_stock_is_no_accident(self):
        stock = self.other.stock_of(self.other_row["id"])
        stock["out_of_stock"] = "1"
        self.second.last_check = False
        self._synchronise(self.second)
        _first, second = self._sell_to_both()
        self.assertFalse(second.shop_short)


@tagged("post_install", "-at_install")
class TestStockOfPacks(ShopSyncCommon):
    """A pack is shown as often as its parts allow."""

    def setUp(self):
        super().setUp()
        self.row, self.product = self._product("PIECE", quantity=10)
        self.small, self.other = self._product("VIS", quantity=50)
        self.pack = self.store.insert_product(
            quantity=99,
            reference="LOT",
            name="Lot",
            price="50.000000",
            cache_is_pack="1",
            id_tax_rules_group="1",
            **{
                "@product_bundle": [
                    {"id": self.row["id"], "id_product_attribute": "0", "quantity": "3"},
                    {"id": self.small["id"], "id_product_attribute": "0", "quantity": "1"},
                ]
            },
        )
        self._start()
        self._synchronise()

    def test_it_shows_what_its_parts_allow(self):
        self.assertEqual(self._pieces_shown(self.pack), 3)
        level = self.env["shop.stock.level"].search([("parts", "!=", False)])
        self.assertEqual((level.free_quantity, level.wanted_quantity), (3, 3))

    def test_it_follows_its_parts(self):
        self._receive(self.product, 5)
        self.env.cr.precommit.run()
        self._synchronise()
        self.assertEqual(self._pieces_shown(self.pack), 5)
        self.shop.forget()
        self._synchronise()
        self.assertEqual(self.shop.requests("PATCH", "PUT"), 0)

    def test_promised_parts_are_no_packs(self):
        self._sell(self.row, 2)
        self._synchronise()
        self._synchronise()
        self.assertEqual(self._pieces_shown(self.row), 8)
        self.assertEqual(self._pieces_shown(self.pack), 2)

    def test_an_edited_pack_is_seen_by_the_full_check(self):
        self.pack["@product_bundle"][0]["quantity"] = "5"
        self.channel.last_check = False
        self._synchronise()
        self.assertEqual(self._pieces_shown(self.pack), 2)

    def test_a_pack_of_parts_that_nobody_knows_here_keeps_its_number(self):
        self.channel.product_policy = "wait"
        unknown = self.store.insert_product(
            quantity=7, reference="", name="?", price="1", id_tax_rules_group="1"
        )
        self.pack["@product_bundle"][0]["id"] = unknown["id"]
        self.store.stock_of(self.pack["id"])["quantity"] = "41"
        self.channel.last_check = False
        self._synchronise()
        self.assertEqual(self._pieces_shown(self.pack), 41)
