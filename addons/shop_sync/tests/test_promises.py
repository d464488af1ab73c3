from odoo.tests import tagged

from .common import ShopSyncCommon
from .fake_prestashop.server import FakeShop


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
        other_store = self._make_store()
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
