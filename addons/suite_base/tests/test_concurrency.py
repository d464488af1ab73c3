import threading

from odoo.exceptions import LockError
from odoo.tests import TransactionCase, tagged

from ..models.sql.concurrency import bump_keys
from .concurrency import Race, committed, spawn, wait, was_killed


@tagged("post_install", "-at_install")
class TestConcurrency(TransactionCase):
    """Transactions in threads and processes, on records of its own that are put away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with committed(cls.registry) as env:
            cls.parameter_ids = (
                env["ir.config_parameter"]
                .create([{"key": f"suite_base.race.{number}", "value": "0"} for number in (1, 2)])
                .ids
            )
        cls.addClassCleanup(cls._put_away)

    @classmethod
    def _put_away(cls):
        with committed(cls.registry) as env:
            env["ir.config_parameter"].browse(cls.parameter_ids).unlink()

    def _read(self):
        with committed(self.registry) as env:
            return int(env["ir.config_parameter"].browse(self.parameter_ids[0]).value)

    def test_who_waited_for_its_turn_reads_what_the_first_one_left(self):
        def work(env):
            first, second = env["ir.config_parameter"].browse(self.parameter_ids)
            env["suite.concurrency"]._take(second)
            first.value = str(int(first.value) + 1)

        before = self._read()
        race = Race(self.registry)
        self.assertEqual(race.run(*[work] * 4), [None] * 4)
        self.assertEqual(self._read(), before + 4)
        self.assertGreaterEqual(race.restarts, 1)

    def test_who_cannot_wait_is_told_at_once(self):
        holding, told = threading.Event(), threading.Event()

        def hold(env):
            env["suite.concurrency"]._take(env["ir.config_parameter"].browse(self.parameter_ids[1]))
            holding.set()
            return told.wait(30)

        def ask(env):
            holding.wait(30)
            try:
                env["suite.concurrency"]._take_or_refuse(
                    env["ir.config_parameter"].browse(self.parameter_ids)
                )
            finally:
                told.set()

        held, refused = Race(self.registry).run(hold, ask)
        self.assertTrue(held)
        self.assertIsInstance(refused, LockError)
        self.assertIn("suite_base.race.2", str(refused))

    def test_versions_of_records_are_raised(self):
        sequence = self.env["ir.sequence"].create({"name": "Race", "number_next": 5})
        self.env["suite.concurrency"]._bump(sequence, "number_next")
        self.assertEqual(sequence.number_next, 6)
        with self.assertQueryCount(0):
            self.env["suite.concurrency"]._bump(sequence.browse(), "number_next")
            self.env["suite.concurrency"]._take(sequence.browse())
            self.env["suite.concurrency"]._bump_keys("ir.sequence", ["name"], [])

    def test_version_rows_of_keys_are_made_once(self):
        self.env.cr.execute(
            "CREATE TABLE suite_test_key (product int, shop int, version int, UNIQUE(product, shop))"
        )
        for rows in ([(1, 1), (1, 2)], [(1, 2)], [(1, 2), (2, 1)]):
            bump_keys(self.env, "suite_test_key", ["product", "shop"], "version", rows)
        self.env.cr.execute("SELECT * FROM suite_test_key ORDER BY 1, 2")
        self.assertEqual(self.env.cr.fetchall(), [(1, 1, 1), (1, 2, 3), (2, 1, 1)])

    def test_processes_commit_on_their_own_and_can_be_killed(self):
        parameter_id = self.parameter_ids[0]

        def raise_it(env):
            parameter = env["ir.config_parameter"].browse(parameter_id)
            parameter.value = str(int(parameter.value) + 10)

        before = self._read()
        self.assertTrue(wait(spawn(self.env.cr.dbname, raise_it)))
        self.assertEqual(self._read(), before + 10)
        self.assertTrue(was_killed(spawn(self.env.cr.dbname, raise_it, kill_at=2)))
        self.assertEqual(self._read(), before + 10)
        self.assertFalse(wait(spawn(self.env.cr.dbname, lambda env: env["no.model"])))
