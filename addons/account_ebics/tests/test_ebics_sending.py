import base64
import logging
import os
import random
import signal
import threading
import time
from contextlib import ExitStack
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from odoo.addons.suite_base.tests.concurrency import Race, committed, spawn, wait, was_killed

from ..core import content, exchange
from .common import PASSPHRASE, SECRET, TRANSFER
from .fake_bank import FakeBank

_logger = logging.getLogger(__name__)
PART = 256
"""Signs of one part, so that orders of some hundred signs travel in several."""


def cut_small(order, key, size):
    return content.cut(content.encrypt(order.content, key), size or PART)


class SendingCase(BaseCase):
    """Sending on the committed database: a killed process leaves only what it committed."""

    test_sequence = 100

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.seed = int(os.environ.get("SUITE_SEED") or random.randrange(10**6))
        cls.chance = random.Random(cls.seed)
        stack = ExitStack()
        cls.addClassCleanup(stack.close)
        stack.enter_context(patch.dict(os.environ, {"ACCOUNT_EBICS_SECRET": SECRET}))
        stack.enter_context(patch("odoo.addons.account_ebics.core.keys._COST", 2**8))
        stack.enter_context(patch.object(exchange, "_cut", cut_small))
        cls.fake = FakeBank()
        cls.url = stack.enter_context(cls.fake.serve())
        with committed(cls.registry) as env:
            cls._prepare(env)
        cls.addClassCleanup(cls._put_away)

    @classmethod
    def _prepare(cls, env):
        parameters = env["ir.config_parameter"]
        cls.hosts = parameters.get_param("suite_base.allowed_hosts") or ""
        parameters.set_param("suite_base.allowed_hosts", cls.url.split("/")[2])
        admin = env.ref("base.user_admin")
        bank = env["ebics.bank"].create(
            {
                "name": "Banque des accidents",
                "url": cls.url,
                "host_code": cls.fake.host,
                "partner_code": "PARTNER1",
                "subscriber_ids": [Command.create({"user_id": admin.id, "code": "USER1"})],
                "service_ids": [
                    Command.create(
                        {
                            "name": "Virements",
                            "kind": "transfer",
                            "service_name": "SCT",
                            "message": "pain.001",
                        }
                    )
                ],
            }
        )
        subscriber = bank.subscriber_ids
        subscriber.with_user(admin)._make_keys(PASSPHRASE)
        subscriber.action_send()
        subscriber._exchange_keys()
        prints = [key.fingerprint for key in subscriber._get_public_keys()]
        assert cls.fake.open_letter("PARTNER1", "USER1", *prints)
        subscriber.action_ask()
        subscriber._exchange_keys()
        bank._confirm_keys(*cls.fake.fingerprints)
        cls.bank_id = bank.id

    @classmethod
    def _put_away(cls):
        with committed(cls.registry) as env:
            bank = env["ebics.bank"].browse(cls.bank_id)
            waiting = bank.order_ids.filtered(lambda order: order.state in ("draft", "queued"))
            waiting._force_state("cancelled", "test")
            bank.subscriber_ids.action_suspend()
            bank.active = False
            env["ir.config_parameter"].set_param("suite_base.allowed_hosts", cls.hosts)

    def setUp(self):
        super().setUp()
        self.fake.received, self.fake.accidents = [], {}
        self.fake.log.clear()

    def _sign_orders(self, count=1, sign=True):
        """Orders that wait for their sending, each of three parts or more."""
        with committed(self.registry) as env:
            orders = env["ebics.order"]
            for _order in range(count):
                text = "".join(self.chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=700))
                orders |= orders.create(
                    {
                        "bank_id": self.bank_id,
                        "service_id": env["ebics.bank"].browse(self.bank_id).service_ids.id,
                        "file": base64.b64encode((TRANSFER % text).encode()),
                        "filename": "virements.xml",
                    }
                )
            if sign:
                self._sign(orders)
            return orders.ids

    @staticmethod
    def _sign(orders):
        orders.with_user(orders.env.ref("base.user_admin"))._sign(PASSPHRASE)

    def _finish(self, order_ids):
        """Go on as the scheduled action does, until nothing waits any more."""
        for _pass in range(20):
            with committed(self.registry) as env:
                env["ebics.order"].browse(order_ids).next_try = False
            with committed(self.registry) as env:
                env["ebics.order"]._cron_send()
            with committed(self.registry) as env:
                if "queued" not in env["ebics.order"].browse(order_ids).mapped("state"):
                    return
            time.sleep(0.05)  # the database has not noticed yet that somebody died

    def _check_sent_once(self, order_ids):
        with committed(self.registry) as env:
            orders = env["ebics.order"].browse(order_ids)
            states = {order.name: order.state for order in orders}
            wanted = sorted(order._get_content() for order in orders)
        self.assertEqual(set(states.values()), {"sent"}, f"seed {self.seed}: {states}")
        got = [one["content"] for one in self.fake.received]
        self.assertEqual(sorted(got), wanted, f"seed {self.seed}: the bank has each order once")

    def _kill_at(self, number):
        """Send in a process that dies at its n-th statement; go on; False when it lived."""
        self.fake.received = []
        order_ids = self._sign_orders()
        killed = was_killed(
            spawn(
                self.registry.db_name,
                lambda env: env["ebics.order"]._cron_send(),
                kill_at=number,
            )
        )
        self._finish(order_ids)
        self._check_sent_once(order_ids)
        return killed


@tagged("post_install", "-at_install")
class TestEbicsSending(SendingCase):
    def test_senders_at_once_send_once(self):
        order_ids = self._sign_orders(4)
        send = lambda env: env["ebics.order"]._cron_send()  # noqa: E731
        race = Race(self.registry)
        results = race.run(*[send] * 4)
        self.assertEqual(results, [None] * 4)
        self._finish(order_ids)
        self._check_sent_once(order_ids)
        self.assertEqual(self.fake.log.count("BTU Initialisation"), 4, "nobody began it anew")

    def test_processes_at_once_send_once(self):
        order_ids = self._sign_orders(3)
        send = lambda env: env["ebics.order"]._cron_send()  # noqa: E731
        pids = [spawn(self.registry.db_name, send) for _process in range(3)]
        self.assertEqual([wait(pid) for pid in pids], [True] * 3)
        self._finish(order_ids)
        self._check_sent_once(order_ids)
        self.assertEqual(self.fake.log.count("BTU Initialisation"), 3)

    def test_signed_in_two_tabs_at_once_is_signed_once(self):
        order_ids = self._sign_orders(sign=False)
        sign = lambda env: self._sign(env["ebics.order"].browse(order_ids))  # noqa: E731
        results = Race(self.registry).run(sign, sign)
        self.assertIn(None, results)
        [told] = [result for result in results if result is not None]
        self.assertIsInstance(told, UserError)
        with committed(self.registry) as env:
            self.assertEqual(env["ebics.order"].browse(order_ids).signature_count, 1)
        self._finish(order_ids)
        self._check_sent_once(order_ids)

    def test_killed_while_the_bank_answers(self):
        for step in ("BTU Initialisation", "Transfer 1", "Transfer 2", "Transfer 3"):
            with self.subTest(step=step):
                self.fake.received = []
                order_ids = self._sign_orders()
                self.fake.accidents[step] = self._kill_client
                self.started = threading.Event()
                self.pid = spawn(self.registry.db_name, lambda env: env["ebics.order"]._cron_send())
                self.started.set()
                self.assertTrue(was_killed(self.pid))
                self._finish(order_ids)
                self._check_sent_once(order_ids)

    def _kill_client(self, answer):
        """The bank has done what it was asked; who asked is dead before he reads it."""
        self.started.wait(30)
        os.kill(self.pid, signal.SIGKILL)
        return answer

    def test_killed_at_some_statements(self):
        for number in sorted(self.chance.sample(range(3, 60), 6)):
            with self.subTest(kill_at=number, seed=self.seed):
                self._kill_at(number)


@tagged("post_install", "-at_install", "slow", "-standard")
class TestEbicsSendingAlways(SendingCase):
    def test_killed_at_every_statement(self):
        number = 1
        while self._kill_at(number):
            number += 1
        self.assertGreater(number, 20)
        _logger.info("killed at each of %s statements, seed %s", number - 1, self.seed)
