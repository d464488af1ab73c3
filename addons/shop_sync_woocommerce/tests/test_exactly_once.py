import random

from odoo.tests import get_db_name, tagged

from odoo.addons.shop_sync.tests.test_exactly_once import ExactlyOnceCase
from odoo.addons.shop_sync.tools.pass_run import PassRun
from odoo.addons.suite_base.tests.concurrency import spawn, wait, was_killed

from .fake_woocommerce.server import KEY, SECRET, FakeShop
from .fake_woocommerce.store import ADDRESS, Store


@tagged("post_install", "-at_install")
class TestExactlyOnce(ExactlyOnceCase):
    """Passes that die somewhere, on the committed database."""

    orders = 18

    def setUp(self):
        # The shop of the parent's own engine is not opened.
        super(ExactlyOnceCase, self).setUp()
        self.dbname = get_db_name()
        self.store, self.rng = Store(), random.Random(5)
        self.goods = [self.store.add_product(f"WOO-{n}", f"{n + 3}.99", 500) for n in range(12)]
        self._sell(self.orders)
        self.shop = self.enterContext(FakeShop(self.store))
        self.channel_id = self._committed(self._prepare)
        self.addCleanup(self._committed, self._retire)

    def _engine(self):
        return {"engine": "woocommerce", "key": f"{KEY}:{SECRET}"}

    def _sell(self, count):
        for number in range(count):
            lines = [(row, None, self.rng.randint(1, 3)) for row in self.rng.sample(self.goods, 3)]
            self.store.add_order(
                lines,
                shipping=self.rng.choice((None, "4.17")),
                coupon=self.rng.choice((None, ("VIP", 10))),
                billing={
                    **ADDRESS,
                    "last_name": f"Client {number % 9}",
                    "email": f"woo{number % 9}@example.test",
                },
            )

    def _assert_exact(self):
        """Every order and every payment once, to the cent."""
        rows = self._query(
            "SELECT shop_external_key, amount_total FROM sale_order WHERE shop_channel_id = %s",
            self.channel_id,
        )
        self.assertEqual(len(rows), len({key for key, _total in rows}), "an order is doubled")
        shown = {str(key): float(row["total"]) for key, row in self.store.orders.items()}
        self.assertEqual({key: round(float(total), 2) for key, total in rows}, shown)
        paid = self._query(
            "SELECT external_key, amount FROM shop_payment WHERE channel_id = %s", self.channel_id
        )
        self.assertEqual(
            sorted((key, float(amount)) for key, amount in paid), sorted(shown.items())
        )

    def test_killed_in_the_middle_nothing_is_doubled_or_lost(self):
        killed = 0
        for _round in range(3):
            pid = spawn(self.dbname, self._pass, kill_at=self.rng.randrange(10, 400))
            killed += was_killed(pid)
            self._sell(3)
        self.assertGreater(killed, 0)
        for _round in range(2):
            self.assertTrue(wait(spawn(self.dbname, self._pass)))
        self._assert_exact()

    def test_two_processes_share_the_inbox(self):
        self.assertTrue(wait(spawn(self.dbname, self._read_only)))
        for pid in [spawn(self.dbname, self._work) for _number in range(2)]:
            self.assertTrue(wait(pid))
        self.assertTrue(wait(spawn(self.dbname, self._pass)))
        self._assert_exact()

    def _read_only(self, env):
        channel = env["shop.channel"].browse(self.channel_id)
        env["shop.engine"]._pull(channel, channel._connect(), PassRun())

    def _work(self, env):
        env["shop.engine"]._process(env["shop.channel"].browse(self.channel_id))
