import secrets

from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from odoo.addons.suite_base.tests.concurrency import Race, committed

from .common import build, order


@tagged("post_install", "-at_install")
class TestAtOnce(BaseCase):
    """Two packers at the same table, with committed data of their own."""

    test_sequence = 100

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with committed(self.registry) as env:
            word = secrets.token_hex(3)
            warehouse, packer, channel, customer, products = build(env, word)
            motor = products[0]
            self.code, self.products = motor.barcode, products.ids
            self.warehouse, self.packer, self.channel = warehouse.id, packer.id, channel.id
            self.parcels = [
                order(env, channel, customer, f"{word}{number}", [(motor, 2)]).id
                for number in range(2)
            ]
        self.addCleanup(self._retire)

    def _retire(self):
        with committed(self.registry) as env:
            orders = env["stock.picking"].browse(self.parcels).sale_id
            orders.filtered(
                lambda one: "done" not in one.picking_ids.mapped("state")
            )._action_cancel()
            env["product.product"].browse(self.products).active = False
            env["shop.channel"].browse(self.channel).active = False
            env["res.users"].browse(self.packer).active = False
            env["stock.warehouse"].browse(self.warehouse).lot_stock_id.quant_ids.sudo().unlink()

    def _make(self, env):
        action = env["stock.picking"].browse(self.parcels).action_shop_make_batches()
        return action["params"]["batch_id"]

    def _made(self):
        with committed(self.registry) as env:
            return self._make(env)

    def _packed(self):
        with committed(self.registry) as env:
            parcels = env["stock.picking"].browse(self.parcels)
            return [sum(one.move_line_ids.mapped("shop_packed")) for one in parcels]

    def test_two_people_make_one_batch(self):
        results = Race(self.registry, self.packer).run(self._make, self._make)
        refused = [one for one in results if isinstance(one, UserError)]
        self.assertEqual(len(refused), 1, results)
        self.assertIn("In a batch already", str(refused[0]))

    def test_two_scanners_lose_and_double_nothing(self):
        batch_id = self._made()

        def scan(env):
            batch = env["stock.picking.batch"].browse(batch_id)
            return batch.shop_scan(self.code, secrets.token_hex(8))["said"]["good"]

        race = Race(self.registry, self.packer)
        self.assertEqual(race.run(scan, scan), [True, True])
        self.assertEqual(self._packed(), [2, 0])

    def test_one_scan_sent_twice_at_once_counts_once(self):
        batch_id, operation = self._made(), secrets.token_hex(8)

        def scan(env):
            batch = env["stock.picking.batch"].browse(batch_id)
            return batch.shop_scan(self.code, operation)["said"]["good"]

        self.assertEqual(Race(self.registry, self.packer).run(scan, scan), [True, True])
        self.assertEqual(self._packed(), [1, 0])

    def test_both_close_one_parcel(self):
        batch_id = self._made()
        with committed(self.registry, self.packer) as env:
            batch = env["stock.picking.batch"].browse(batch_id)
            for _piece in range(2):
                batch.shop_scan(self.code, secrets.token_hex(8))

        def close(env):
            batch = env["stock.picking.batch"].browse(batch_id)
            return batch.shop_close(self.parcels[0])["said"]["good"]

        self.assertEqual(Race(self.registry, self.packer).run(close, close), [True, True])
        with committed(self.registry) as env:
            parcel = env["stock.picking"].browse(self.parcels[0])
            self.assertEqual((parcel.state, parcel.move_ids.mapped("quantity")), ("done", [2]))
            self.assertFalse(parcel.backorder_ids)
