import random
import zlib

from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged

from odoo.addons.suite_base.tests.concurrency import committed, spawn, wait, was_killed

from .common import ShopSyncCommon
from .fake_prestashop.server import KEY, FakeShop
from .fake_prestashop.shops import OrderBook, add_catalogue, add_references
from .fake_prestashop.store import Store


class ExactlyOnceCase(BaseCase):
    """Runs on the committed database, because a killed process leaves only what it committed. The
    database is thrown away after the tests."""

    test_sequence = 100
    orders = 40
    span = 700

    def setUp(self):
        super().setUp()
        self.dbname = get_db_name()
        self.store = Store("8.1.2", zone="Europe/Paris")
        add_references(self.store)
        add_catalogue(self.store, 60)
        self.book = OrderBook(self.store, random.Random(zlib.crc32(self.id().encode())))
        self.book.add(self.orders)
        self.shop = self.enterContext(FakeShop(self.store, keep_log=False))
        self.channel_id = self._committed(self._prepare)
        self.addCleanup(self._committed, self._retire)

    def _committed(self, function):
        with committed(Registry(self.dbname), context={"tracking_disable": False}) as env:
            return function(env)

    def _prepare(self, env):
        company = env.company
        if not company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", company, False)
        euro = env.ref("base.EUR")
        euro.active = True
        company.currency_id = euro
        for rate in (20, 5.5):
            name = f"TVA {rate} % TTC (shops)"
            if not env["account.tax"].search([("name", "=", name)]):
                ShopSyncCommon.company, ShopSyncCommon.env = company, env
                ShopSyncCommon._create_tax(rate, name=name)
        env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "127.0.0.1")
        channel = env["shop.channel"].create(
            {
                "name": "Exactly once",
                "url": self.shop.url,
                "key": KEY,
                "requests_per_minute": 0,
                "import_from": "2000-01-01 00:00:00",
            }
            | self._engine()
        )
        channel.action_start()
        channel.cron_id.active = False
        return channel.id

    def _engine(self):
        """What another shop engine has to say of its shop."""
        return {}

    def _retire(self, env, channel_id=None):
        channel = env["shop.channel"].browse(channel_id or self.channel_id)
        channel.write({"state": "paused", "active": False})

    def _pass(self, env):
        channel = env["shop.channel"].browse(self.channel_id)
        channel.write({"open_until": False})
        env["shop.message"].search(
            [("channel_id", "=", channel.id), ("state", "=", "retry")]
        ).next_try = False
        env["shop.engine"]._run(channel)

    def _query(self, query, *args):
        with db_connect(self.dbname).cursor() as cr:
            cr.execute(query, args)
            return cr.fetchall()

    def _assert_exact(self):
        """Every order once, every payment once, to the cent."""
        keys = [
            row[0]
            for row in self._query(
                "SELECT shop_external_key FROM sale_order WHERE shop_channel_id = %s",
                self.channel_id,
            )
        ]
        self.assertEqual(len(keys), len(set(keys)), "an order is doubled")
        self.assertEqual({int(key) for key in keys}, set(self.store.tables["orders"].rows))
        totals = dict(
            self._query(
                "SELECT shop_external_key, amount_total FROM sale_order WHERE shop_channel_id = %s",
                self.channel_id,
            )
        )
        for key, row in self.store.tables["orders"].rows.items():
            self.assertAlmostEqual(float(totals[str(key)]), float(row["total_paid_tax_incl"]), 2)
        payments = dict(
            self._query(
                "SELECT external_key, amount FROM shop_payment WHERE channel_id = %s",
                self.channel_id,
            )
        )
        shop = {
            str(key): float(row["amount"])
            for key, row in self.store.tables["order_payments"].rows.items()
        }
        self.assertEqual({key: float(amount) for key, amount in payments.items()}, shop)
        recorded = self._query(
            """SELECT count(*), count(DISTINCT account_payment_id) FROM shop_payment
                WHERE channel_id = %s AND account_payment_id IS NOT NULL""",
            self.channel_id,
        )[0]
        self.assertEqual(recorded[0], recorded[1])
        booked = self._query(
            """SELECT count(*) FROM account_payment WHERE memo LIKE ANY (
                 SELECT reference || '%%' FROM shop_payment WHERE channel_id = %s)""",
            self.channel_id,
        )[0][0]
        self.assertEqual(booked, recorded[0], "a payment was booked twice or half")

    def _live_with_kills(self, kills, rng, span):
        """Passes that die somewhere, while people count stock and ship orders between them.

        :return: (how many were killed, ``{order: tracking number}`` of what was shipped)
        """
        killed, shipped = 0, {}
        for _round in range(kills):
            shipped |= self._committed(self._trade)
            pid = spawn(self.dbname, self._pass, kill_at=rng.randrange(10, span))
            killed += was_killed(pid)
        return killed, shipped

    def _trade(self, env):
        channel = env["shop.channel"].browse(self.channel_id)
        uncounted = [("channel_id", "=", channel.id), ("state", "=", "uncounted")]
        stock = channel._get_stock_locations()[:1]
        for product in env["shop.stock.level"].search(uncounted, limit=5).product_id:
            env["stock.quant"].with_context(inventory_mode=True).create(
                {"product_id": product.id, "location_id": stock.id, "inventory_quantity": 40}
            ).action_apply_inventory()
        orders = env["sale.order"].search(
            [
                ("shop_channel_id", "=", channel.id),
                ("state", "=", "sale"),
                ("picking_ids.state", "not in", ("done", "cancel")),
            ],
            limit=3,
            order="id",
        )
        for picking in orders.picking_ids:
            picking.carrier_tracking_ref = f"KILL{picking.id}"
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
            picking.move_ids.picked = True
            picking._action_done()
        return {order.shop_external_key: order.picking_ids.carrier_tracking_ref for order in orders}

    def _come_to_rest(self):
        """The trouble is over: each retry that waits comes round."""
        self.shop.faults.cut_writes = 0
        for _round in range(3):
            self.assertTrue(wait(spawn(self.dbname, self._pass)))

    def _assert_told(self, shipped):
        """The shop knows each shipment, once, and shows the stock that Odoo has."""
        self.assertTrue(shipped)
        table = self.store.tables["order_histories"]
        for key, tracking in shipped.items():
            self.assertEqual(self.store.tracking_of(int(key)), tracking)
            states = [table.rows[k]["id_order_state"] for k in table.where("id_order", [key])]
            self.assertEqual(states.count("4"), 1, f"order {key}: {states}")
        free = self._committed(self._free)
        self.assertTrue(any(free.values()), "some products were counted")
        rows = self.store.tables["stock_availables"].rows
        self.assertEqual({key: int(rows[int(key)]["quantity"]) for key in free}, free)

    def _free(self, env):
        """``{stock line: pieces}`` as Odoo itself forecasts them, of the products counted here."""
        channel = env["shop.channel"].browse(self.channel_id)
        levels = env["shop.stock.level"].search(
            [
                ("channel_id", "=", channel.id),
                ("product_id", "!=", False),
                ("is_parent", "=", False),
                ("state", "!=", "uncounted"),
            ]
        )
        products = levels.product_id.with_context(location=channel._get_stock_locations().ids)
        promised = self._promised(env, products)
        free = {
            product.id: max(0, int(product.free_qty - promised.get(product, 0)))
            for product in products
        }
        return {level.stock_key: free[level.product_id.id] for level in levels}

    def _promised(self, env, products):
        """Pieces that any shop sold and that nobody reserved yet, by a reading of its own."""
        promised = {}
        lines = env["sale.order.line"].search(
            [
                ("order_id.shop_channel_id", "!=", False),
                ("order_id.state", "in", ("draft", "sent")),
                ("order_id.shop_state_id.external_key", "not in", ("6", "8")),
                ("product_id", "in", products.ids),
            ]
        )
        for line in lines:
            product = products.browse(line.product_id.id)
            promised[product] = promised.get(product, 0) + line.product_uom_qty
        moves = env["stock.move"].search(
            [
                ("sale_line_id.order_id.shop_channel_id", "!=", False),
                ("state", "in", ("confirmed", "waiting", "partially_available")),
                ("product_id", "in", products.ids),
            ]
        )
        for move in moves:
            product = products.browse(move.product_id.id)
            promised[product] = promised.get(product, 0) + move.product_qty - move.quantity
        return promised


@tagged("post_install", "-at_install")
class TestExactlyOnce(ExactlyOnceCase):
    def test_killed_in_the_middle_nothing_is_doubled_or_lost(self):
        rng = random.Random(11)
        self.shop.faults.cut_writes = 0.2
        killed, shipped = self._live_with_kills(6, rng, self.span)
        self.assertGreater(killed, 3)
        self.assertTrue(wait(spawn(self.dbname, self._pass)))
        self._assert_exact()
        _killed, later = self._live_with_kills(3, rng, 400)
        self._come_to_rest()
        self._assert_exact()
        self._assert_told(shipped | later)

    def test_two_processes_share_the_inbox(self):
        self.assertTrue(wait(spawn(self.dbname, self._read_only)))
        workers = [spawn(self.dbname, self._work) for _number in range(2)]
        for pid in workers:
            self.assertTrue(wait(pid))
        self.assertTrue(wait(spawn(self.dbname, self._pass)))
        self._assert_exact()

    def test_two_shops_that_bring_the_same_things_at_once_make_them_once(self):
        """Both bring sixty unknown products, and orders of the same unknown customers."""
        tables = self.store.tables
        for name, field in (
            ("products", "reference"),
            ("combinations", "reference"),
            ("order_details", "product_reference"),
            ("customers", "email"),
        ):
            for row in tables[name].rows.values():
                row[field] = row[field] and f"TWIN-{row[field]}"
        for name, field in (
            ("products", "ean13"),
            ("combinations", "ean13"),
            ("order_details", "product_ean13"),
        ):
            for row in tables[name].rows.values():
                row[field] = ""
        other_id = self._committed(self._prepare)
        self.addCleanup(self._committed, lambda env: self._retire(env, other_id))
        for channel_id in (self.channel_id, other_id):
            read = lambda env, channel_id=channel_id: self._read_only(env, channel_id)  # noqa: E731
            self.assertTrue(wait(spawn(self.dbname, read)))
        workers = [
            spawn(self.dbname, lambda env, key=key: self._work(env, key))
            for key in (self.channel_id, other_id)
        ]
        for pid in workers:
            self.assertTrue(wait(pid))
        references = {
            row["reference"]
            for name in ("products", "combinations")
            for row in tables[name].rows.values()
        }
        doubled = self._query(
            """SELECT default_code FROM product_product WHERE default_code IN %s
                GROUP BY default_code HAVING count(*) > 1""",
            tuple(references - {""}),
        )
        self.assertEqual(doubled, [])
        emails = {row["email"] for row in tables["customers"].rows.values()}
        doubled = self._query(
            """SELECT email FROM res_partner WHERE email IN %s AND parent_id IS NULL
                GROUP BY email HAVING count(*) > 1""",
            tuple(emails),
        )
        self.assertEqual(doubled, [])
        orders = self._query(
            "SELECT count(*) FROM sale_order WHERE shop_channel_id IN %s",
            (self.channel_id, other_id),
        )[0][0]
        self.assertEqual(orders, 2 * self.orders)

    def _read_only(self, env, channel_id=None):
        """Fill the inbox without working it off."""
        channel = env["shop.channel"].browse(channel_id or self.channel_id)
        from ..tools.pass_run import PassRun

        env["shop.engine"]._pull(channel, channel._connect(), PassRun())

    def _work(self, env, channel_id=None):
        env["shop.engine"]._process(env["shop.channel"].browse(channel_id or self.channel_id))


@tagged("post_install", "-at_install", "slow", "-standard")
class TestExactlyOnceLong(ExactlyOnceCase):
    orders = 600
    span = 3000

    def test_twenty_kills_during_an_import_with_answers_cut(self):
        rng = random.Random(23)
        self.shop.faults.cut_writes = 0.05
        killed, shipped = self._live_with_kills(20, rng, self.span)
        self.assertGreater(killed, 15)
        self.assertTrue(wait(spawn(self.dbname, self._pass)))
        self._assert_exact()
        _killed, later = self._live_with_kills(20, rng, 600)
        self.assertGreater(self.shop.faults.cuts, 0)
        self._come_to_rest()
        self._assert_exact()
        self._assert_told(shipped | later)
