import threading
import uuid

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.orm.environments import Transaction
from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from ..exceptions import EstimateRefused

THREADS = 4


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    """Real transactions in real threads: what is written here is committed, then taken away."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._clean)
        self.mark = uuid.uuid4().hex[:8]
        with self._cursor() as cr:
            env = self._env(cr)
            env["transport.tariff"].create(
                {
                    "name": f"Concurrency {self.mark}",
                    "sequence": 0,
                    "band_ids": [(0, 0, {"flat": 100})],
                    "category_ids": [(0, 0, {"category": "car"})],
                }
            )
            client = env["res.partner"].create({"name": self.mark, "is_company": True})
            places = env["transport.address"].create(
                [
                    {"partner_id": client.id, "name": "A", "zip": "21000", "city": "Dijon"},
                    {"partner_id": client.id, "name": "B", "zip": "59000", "city": "Lille"},
                ]
            )
            self.car = env["transport.vehicle"].create(
                {"partner_id": client.id, "model": self.mark, "plate": "AB-123-CD"}
            )
            orders = env["transport.order"].create(
                [
                    {
                        "partner_id": client.id,
                        "origin_id": places[0].id,
                        "destination_id": places[1].id,
                        "line_ids": [(0, 0, {"vehicle_id": self.car.id})],
                    }
                    for _number in range(2)
                ]
            )
            orders._estimate()
            self.orders = [(order.id, order.estimate_hash) for order in orders]

    def _cursor(self):
        return db_connect(get_db_name()).cursor()

    def _env(self, cr):
        # the main thread holds the lock that finding the registry by name waits for
        cr.transaction = Transaction(self.registry)
        return api.Environment(
            cr, SUPERUSER_ID, {"transport_no_mail": True, "tracking_disable": True}
        )

    def _clean(self):
        with self._cursor() as cr:
            env = self._env(cr)
            orders = env["transport.order"].search([("partner_id.name", "=", self.mark)])
            sales = orders.sale_order_ids
            orders.write({"sale_order_id": False, "state": "draft", "accepted_on": False})
            sales._action_cancel()
            sales.unlink()
            orders.unlink()
            client = env["res.partner"].search([("name", "=", self.mark)])
            for name in ("transport.vehicle", "transport.address"):
                env[name].search([("partner_id", "=", client.id)]).unlink()
            client.unlink()
            env["transport.tariff"].search([("name", "=", f"Concurrency {self.mark}")]).unlink()

    def _race(self, works):
        """Run functions of an environment at once, each in its own transaction, tried again as
        `odoo.service.model.retrying` does (which waits for the lock of the test).

        :return: list of results or refusals, in the order of `works`
        """
        results, start = [None] * len(works), threading.Barrier(len(works))

        def run(number, work):
            for attempt in range(MAX_TRIES_ON_CONCURRENCY_FAILURE):
                try:
                    results[number] = self._attempt(work, None if attempt else start)
                    return
                except EstimateRefused as refusal:
                    results[number] = refusal
                    return
                except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                    results[number] = error

        threads = [
            threading.Thread(target=run, args=(number, work)) for number, work in enumerate(works)
        ]
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=30)
        return results

    def _attempt(self, work, start):
        """One transaction: the cursor commits when the block ends well."""
        with self._cursor() as cr:
            env = self._env(cr)
            env["res.company"].search_count([])  # the snapshot is older than any write
            if start:
                start.wait(timeout=20)
            result = work(env)
            env.flush_all()
            return result

    def _accept(self, number):
        order_id, mark = self.orders[number]

        def work(env):
            env["transport.order"].browse(order_id)._accept(mark, "Anne")
            return "accepted"

        return work

    def test_two_acceptances_at_once_make_one_order(self):
        results = self._race([self._accept(0)] * THREADS)
        self.assertEqual(results, ["accepted"] * THREADS)
        with self._cursor() as cr:
            order = self._env(cr)["transport.order"].browse(self.orders[0][0])
            self.assertEqual((order.state, len(order.sale_order_ids)), ("confirmed", 1))

    def test_one_car_leaves_with_one_of_two_orders_accepted_at_once(self):
        results = self._race([self._accept(0), self._accept(1)])
        refused = [result.code for result in results if isinstance(result, EstimateRefused)]
        self.assertEqual((results.count("accepted"), refused), (1, ["busy"]))

    def test_the_same_event_sent_at_once_is_recorded_once(self):
        self._race([self._accept(0)])

        def tell(env):
            order = env["transport.order"].browse(self.orders[0][0])
            event = {"code": "collected", "external_id": "E1"}
            return order._append_events([event], "carrier").id

        results = self._race([tell] * THREADS)
        self.assertEqual(len(set(results)), 1)
        with self._cursor() as cr:
            order = self._env(cr)["transport.order"].browse(self.orders[0][0])
            self.assertEqual(len(order.event_ids), 1)

    def test_cancelling_and_accepting_at_once_leaves_one_outcome(self):
        def cancel(env):
            env["transport.order"].browse(self.orders[0][0])._cancel("x", fee=0)
            return "cancelled"

        results = self._race([self._accept(0), cancel])
        self.assertIn("cancelled", results)
        with self._cursor() as cr:
            order = self._env(cr)["transport.order"].browse(self.orders[0][0])
            self.assertEqual(order.state, "cancelled")
            self.assertNotIn("sale", order.sale_order_ids.mapped("state"))
