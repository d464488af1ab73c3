import threading

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.orm.environments import Transaction
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestApiRace(BaseCase):
    """Two requests with one Idempotency-Key at the same moment, on two real transactions."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._forget)

    def _cursor(self):
        return db_connect(get_db_name()).cursor()

    def _answers(self, cr):
        # the main thread holds the lock that finding the registry by name waits for
        cr.transaction = Transaction(self.registry)
        return api.Environment(cr, SUPERUSER_ID, {})["transport.api.idempotency"]

    def _forget(self):
        with self._cursor() as cr:
            self._answers(cr).search([("key", "=", "race")]).unlink()

    def _reserve_late(self, outcome, reading):
        with self._cursor() as cr:
            answers = self._answers(cr)
            answers.search_count([])  # its snapshot is older than the first one's commit
            reading.set()
            try:
                outcome.append(answers._find_or_reserve("race", "mark"))
            except SerializationFailure:
                outcome.append("repeat")

    def test_the_second_waits_for_the_first_and_then_finds_its_answer(self):
        outcome, reading = [], threading.Event()
        thread = threading.Thread(target=self._reserve_late, args=(outcome, reading))
        with mute_logger("odoo.sql_db"):
            with self._cursor() as cr:  # committed where the block ends
                answers = self._answers(cr)
                self.assertIsNone(answers._find_or_reserve("race", "mark"))
                answers._remember("race", 201, {"reference": "T1"})
                answers.env.flush_all()
                thread.start()
                self.assertTrue(reading.wait(20))
            thread.join(20)
        self.assertEqual(outcome, ["repeat"])  # Odoo repeats such a request …
        with self._cursor() as cr:
            found = self._answers(cr)._find_or_reserve("race", "mark")
        self.assertEqual(found, (201, {"reference": "T1"}))  # … which is answered like the first
