import os
import random

from odoo.tests import tagged

from ..core import stock
from .common import ShopSyncCommon
from .fake_prestashop.server import FakeShop
from .fake_prestashop.shops import add_references
from .fake_prestashop.store import Store


@tagged("post_install", "-at_install")
class TestPromises(ShopSyncCommon):
    """What a shop has promised is never shown again."""

    def setUp(self):
        super().setUp()
        self.row, self.product = self._product(quantity=30)
        self.store.stock_of(self.row["id"])["quantity"] = "30"
        self._start()
        self._synchronise()

    def _check_whole_stock(self):
        self.channel.last_check = False
        self._synchronise()

    def _level(self, product=None):
        return self.env["shop.stock.level"].search(
            [
                ("channel_id", "=", self.channel.id),
                ("product_id", "=", (product or self.product).id),
            ]
        )

    def test_the_nightly_check_does_not_give_back_what_waits_for_its_payment(self):
        self._sell(self.row, 8)
        self._synchronise()
        self._check_whole_stock()
        self.assertEqual(self._pieces_shown(self.row), 22)
        level = self._level()
        self.assertEqual((level.free_quantity, level.promised_quantity), (30, 8))
        self.assertIn("30", level.reason)
        self.assertIn("8", level.reason)

    def test_a_receipt_adds_to_what_is_left(self):
        self._sell(self.row, 8)
        self._synchronise()
        self._receive(self.product, 1)
        self.env.cr.precommit.run()
        self._synchronise()
        self.assertEqual(self._pieces_shown(self.row), 23)

    def test_a_failed_payment_promises_nothing(self):
        self._sell(self.row, 8, state=8)
        self._synchronise()
        self._check_whole_stock()
        self.assertEqual(self._pieces_shown(self.row), 30)

    def test_a_cancelled_order_gives_its_pieces_back(self):
        key = self._sell(self.row, 8)
        self._synchronise()
        self._check_whole_stock()
        self.store.set_state(key, 6)
        self.store.stock_of(self.row["id"])["quantity"] = "30"
        self._synchronise()
        self.assertEqual(self._pieces_shown(self.row), 30)

    def test_an_order_that_is_confirmed_and_reserved_counts_once(self):
        self._sell(self.row, 8, state=2)
        self._synchronise()
        self.assertEqual(self._order_of(1).state, "sale")
        self.assertEqual(self._pieces_shown(self.row), 22)
        self._check_whole_stock()
        self.assertEqual(self._pieces_shown(self.row), 22)

    def test_more_than_is_here_stays_promised_when_goods_arrive(self):
        self._sell(self.row, 35, state=2)
        self._synchronise()
        self._check_whole_stock()
        self.assertEqual(self._pieces_shown(self.row), 0)
        self._receive(self.product, 10)
        self.env.cr.precommit.run()
        self._synchronise()
        self.assertEqual(self._pieces_shown(self.row), 5)

    def test_an_order_that_waits_for_a_person_is_promised(self):
        key = self._sell(self.row, 8, state=2)
        order = self.store.tables["orders"].rows[key]
        order["total_paid_tax_incl"] = f"{float(order['total_paid_tax_incl']) + 1:.6f}"
        self._synchronise()
        self.assertEqual(self._messages("waiting").error_code, "total_mismatch")
        self._check_whole_stock()
        self.assertEqual(self._pieces_shown(self.row), 22)

    def test_of_two_possible_products_both_are_promised(self):
        twin, other = self.env["product.product"].create(
            [{"name": "Jumeau", "default_code": "TWIN", "is_storable": True}] * 2
        )
        for product in twin | other:
            self._put_stock(product, 10)
        shop_row = self.store.insert_product(quantity=9, reference="TWIN", name="x", price="1")
        self._sell(shop_row, 4, state=2)
        self._synchronise()
        self.assertEqual(self._messages("waiting").error_code, "ambiguous_product")
        promised = self.env["shop.promise"]._get_promised(self.warehouse)
        self.assertEqual((promised[twin.id], promised[other.id]), (4, 4))

    def test_orders_placed_since_the_last_reading_are_read_before_the_push(self):
        """The order comes while the pass is at work, after the orders were read."""
        engine = type(self.env["shop.engine"])
        process = engine._process
        sold = []

        def sell_meanwhile(engine_self, channel, run=None, limit=None):
            if not sold:
                sold.append(self._sell(self.row, 8))
            return process(engine_self, channel, run, limit)

        self._receive(self.product, 1)
        self.env.cr.precommit.run()
        self.patch(engine, "_process", sell_meanwhile)
        self._synchronise()
        self.assertEqual(self._pieces_shown(self.row), 23)

    def test_shops_of_one_warehouse_know_each_others_promises(self):
        other_store = Store("8.1.2", zone="Europe/Paris")
        add_references(other_store)
        row = other_store.insert_product(
            quantity=30, reference="MOT-1", name="Moteur", price="100.000000"
        )
        other = self.enterContext(FakeShop(other_store))
        channel = self._create_channel(other, name="Bordeaux")
        self._start(channel)
        self._synchronise(channel)
        self.assertEqual(self._pieces_shown(row, other_store), 30)
        self._sell(self.row, 8)
        self._synchronise()
        self._synchronise(channel)
        self.assertEqual(self._pieces_shown(row, other_store), 22)

    def test_another_warehouses_promises_do_not_count(self):
        bordeaux = self.env["stock.warehouse"].create(
            {"name": "Bordeaux", "code": "BDX", "company_id": self.company.id}
        )
        self._sell(self.row, 8)
        self._synchronise()
        self.assertFalse(self.env["shop.promise"]._get_promised(bordeaux))

    def test_services_are_never_pushed(self):
        row = self.store.insert_product(quantity=5, reference="SRV", name="Pose", price="10")
        self.env["product.product"].create(
            {"name": "Pose", "default_code": "SRV", "type": "service"}
        )
        self._check_whole_stock()
        self.assertEqual(self._pieces_shown(row), 5)


@tagged("post_install", "-at_install")
class TestNeverCounted(ShopSyncCommon):
    """A product that the import brought keeps the shop's stock until ours is known."""

    def setUp(self):
        super().setUp()
        self.row = self.store.insert_product(
            quantity=25, reference="NEU", name="Neuf", price="10.000000", id_tax_rules_group="1"
        )
        self._start()
        self._synchronise()
        self.level = self.env["shop.stock.level"].search([("state", "=", "uncounted")])
        self.product = self.level.product_id

    def _deliver(self, order):
        for move in order.picking_ids.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        order.picking_ids._action_done()
        self.env.cr.precommit.run()

    def _night(self):
        self.channel.last_check = False
        self._synchronise()

    def test_the_first_delivery_does_not_empty_the_shelf(self):
        key = self._sell(self.row, 2, state=2)
        self._synchronise()
        self._deliver(self._order_of(key))
        self._night()
        self.assertEqual(self._pieces_shown(self.row), 23)
        self.assertEqual(self.level.state, "uncounted")

    def test_neither_a_return_nor_a_transfer_counts(self):
        key = self._sell(self.row, 2, state=2)
        self._synchronise()
        order = self._order_of(key)
        self._deliver(order)
        wizard = self.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
        wizard.product_return_moves.quantity = 2
        self._deliver_picking(wizard._create_return())
        shelf = self.env["stock.location"].create(
            {"name": "Rayon", "location_id": self.warehouse.lot_stock_id.id}
        )
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": 1,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": shelf.id,
            }
        )
        move._action_confirm()
        move.quantity = 1
        move.picked = True
        move._action_done()
        self._night()
        self.assertEqual(self._pieces_shown(self.row), 23)

    def _deliver_picking(self, picking):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking._action_done()

    def test_a_receipt_counts(self):
        self._receive(self.product, 40)
        self._night()
        self.assertEqual(self._pieces_shown(self.row), 40)

    def test_a_count_of_zero_counts(self):
        self._count_stock(self.product, 0)
        self._night()
        self.assertEqual(self._pieces_shown(self.row), 0)

    def test_what_somebody_decided_stays_decided(self):
        self.level.action_push_now()
        self._synchronise()
        self.store.stock_of(self.row["id"])["quantity"] = "9"
        self._night()
        self.assertEqual(self._pieces_shown(self.row), 0)


@tagged("post_install", "-at_install")
class TestPromisesAtRandom(ShopSyncCommon):
    """Orders, payments, cancellations, receipts and shipments at random, against a model of its own."""

    shops = 3
    steps = 20
    seed = 346861

    def setUp(self):
        super().setUp()
        # SHOP_SYNC_STORY_SEED tells a story again that failed.
        self.seed = int(os.environ.get("SHOP_SYNC_STORY_SEED") or self.seed)
        self.random = random.Random(self.seed)
        self.products = [self._make(f"RND-{number}") for number in range(3)]
        self.fakes = [self._make_shop(number) for number in range(self.shops)]
        # The model: pieces on the shelf, and of each order what was promised.
        self.shelf = {reference: 40 for reference in self.products}
        self.orders = {}
        for _store, channel in self.fakes:
            self._start(channel)
            self._synchronise(channel)

    def _make(self, reference):
        product = self.env["product.product"].create(
            {"name": reference, "default_code": reference, "is_storable": True}
        )
        self._put_stock(product, 40)
        return reference

    def _make_shop(self, number):
        store = Store(("8.1.2", "1.6.1.24", "9.1.4")[number % 3], zone="Europe/Paris")
        add_references(store)
        for reference in self.products:
            store.insert_product(
                quantity=0, reference=reference, name=reference, price="10", id_tax_rules_group="1"
            )
        shop = self.enterContext(FakeShop(store, keep_log=False))
        return store, self._create_channel(shop, name=f"Boutique {number}", share=100)

    def _row(self, store, reference):
        return next(
            row for row in store.tables["products"].rows.values() if row["reference"] == reference
        )

    def test_nothing_is_sold_twice_and_all_is_equal_at_rest(self):
        with self.subTest(seed=self.seed):
            for step in range(self.steps):
                self._step(step)
                if step % 5 == 4:
                    self._rest()
            self._rest()
            self._compare()

    def _step(self, step):
        number = self.random.randrange(self.shops)
        store, channel = self.fakes[number]
        reference = self.random.choice(self.products)
        what = self.random.choice(("order", "order", "order", "pay", "cancel", "receive", "ship"))
        open_orders = [key for key, order in self.orders.items() if order["state"] != "over"]
        if what == "order":
            row = self._row(store, reference)
            shown = self._pieces_shown(row, store)
            if shown > 0:
                pieces = self.random.randint(1, min(shown, 6))
                state = self.random.choice((2, 10, 10, 1))
                key = self._sell(row, pieces, state=state, store=store)
                self.orders[number, key] = {
                    "reference": reference,
                    "pieces": pieces,
                    "state": "paid" if state == 2 else "open",
                }
        elif what == "receive":
            product = self.env["product.product"].search([("default_code", "=", reference)])
            self._receive(product, 3)
            self.shelf[reference] += 3
        elif open_orders:
            self._move_on(what, self.random.choice(open_orders))
        self.env.cr.precommit.run()
        self._synchronise(channel)
        self._never_more_than_there_is(number)

    def _move_on(self, what, place):
        number, key = place
        store, channel = self.fakes[number]
        order = self.orders[place]
        if what == "pay" and order["state"] == "open":
            store.set_state(key, 2)
            order["state"] = "paid"
        elif what == "cancel" and order["state"] == "open":
            store.set_state(key, 6)
            shelf = store.stock_of(self._row(store, order["reference"])["id"])
            shelf["quantity"] = str(int(shelf["quantity"]) + order["pieces"])
            order["state"] = "over"
        elif what == "ship" and order["state"] == "paid":
            ours = self._order_of(key, channel)
            if ours.state == "sale" and ours.picking_ids.state == "assigned":
                ours.picking_ids.move_ids.picked = True
                ours.picking_ids._action_done()
                self.shelf[order["reference"]] -= order["pieces"]
                order["state"] = "over"

    def _left(self, reference):
        promised = sum(
            order["pieces"]
            for order in self.orders.values()
            if order["reference"] == reference and order["state"] != "over"
        )
        return max(0, self.shelf[reference] - promised)

    def _never_more_than_there_is(self, number):
        """Right after its pass a shop shows no piece that any customer was promised."""
        store, _channel = self.fakes[number]
        for reference in self.products:
            shown = self._pieces_shown(self._row(store, reference), store)
            self.assertLessEqual(shown, self._left(reference), f"{reference}, seed {self.seed}")

    def _rest(self):
        for _round in range(2):
            for _store, channel in self.fakes:
                channel.open_until = False
                self._synchronise(channel)

    def _compare(self):
        for store, _channel in self.fakes:
            for reference in self.products:
                shown = self._pieces_shown(self._row(store, reference), store)
                self.assertEqual(shown, stock.sellable(self._left(reference)), self.seed)


@tagged("post_install", "-at_install", "slow", "-standard")
class TestPromisesAtRandomLong(TestPromisesAtRandom):
    allow_inherited_tests_method = True
    shops = 10
    steps = 3000
    seed = random.randrange(10**6)
