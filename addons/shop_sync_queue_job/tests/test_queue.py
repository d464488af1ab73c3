from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import TransactionCase, tagged

from odoo.addons.queue_job.job import Job
from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.shop_sync.models import sql


@tagged("post_install", "-at_install")
class TestQueue(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["shop.channel"].create(
            {"name": "Portails Toulouse", "engine": "json", "state": "running"}
        )

    def _jobs(self):
        key = f"shop_sync.pass.{self.channel.id}"
        return self.env["queue.job"].search([("identity_key", "=", key)])

    def _file(self, count):
        """Documents that wait with their cause as soon as they are carried out."""
        documents = [("order", f"X{number}", {"id": f"X{number}"}) for number in range(count)]
        sql.insert_messages(self.env, self.channel, "in", documents, "endpoint")
        return self.env["shop.message"].search([("channel_id", "=", self.channel.id)])

    def test_a_pass_becomes_one_job_in_the_channel_of_its_shop(self):
        with trap_jobs() as trap:
            self.env["shop.channel"]._cron_synchronise(self.channel.id)
            self.env["shop.channel"]._cron_synchronise(self.channel.id)
            trap.assert_jobs_count(1, only=self.env["shop.engine"]._job_pass)
            job = trap.enqueued_jobs[0]
            self.assertEqual(job.channel, f"root.shop.{self.channel.id}")
            self.assertEqual(job.identity_key, f"shop_sync.pass.{self.channel.id}")

    def test_a_waiting_pass_is_not_queued_again_a_failed_one_does_not_stand_in_the_way(self):
        for _time in range(2):
            self.env["shop.channel"]._cron_synchronise(self.channel.id)
        job = self._jobs()
        self.assertEqual(len(job), 1)
        job.state = "failed"
        self.env["shop.channel"]._cron_synchronise(self.channel.id)
        self.assertEqual(sorted(self._jobs().mapped("state")), ["failed", "pending"])

    def test_a_job_may_commit_and_does_the_pass(self):
        self.env["shop.channel"]._cron_synchronise(self.channel.id)
        messages = self._file(2)
        job = Job.load(self.env, self._jobs().uuid)
        self.assertTrue(job.job_config.allow_commit, "the pass commits, step by step")
        with self.enter_registry_test_mode():
            job.perform()
        self.assertEqual(set(messages.mapped("state")), {"waiting"})
        self.assertEqual(messages[0].error_code, "invalid_document")
        self.assertTrue(self.channel.last_sync)

    def test_a_pass_that_takes_too_long_for_a_job_goes_on_in_another(self):
        self.channel._ensure_cron()
        messages = self._file(120)
        self.patch(self.registry["shop.engine"], "_pass_seconds", lambda engine: 0)
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["shop.engine"]._job_pass(env["shop.channel"].browse(self.channel.id))
        self.assertEqual(len(messages.filtered(lambda m: m.state == "waiting")), 50)
        cron = self.channel.sudo().cron_id
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_the_channel_of_a_shop_is_made_once(self):
        for _time in range(2):
            self.env["shop.engine"]._ensure_queue_channel(self.channel)
        made = self.env["queue.job.channel"].search([("name", "=", str(self.channel.id))])
        self.assertEqual(made.complete_name, f"root.shop.{self.channel.id}")

    def test_a_paused_shop_is_not_run_by_a_job_queued_before(self):
        self.channel.state = "paused"
        before = self.channel.last_sync
        self.env["shop.engine"]._job_pass(self.channel)
        self.assertEqual(self.channel.last_sync, before)

    def test_a_shop_whose_jobs_do_not_run_says_where_to_look(self):
        self.channel.last_sync = fields.Datetime.now() - timedelta(hours=1)
        self.assertIn("job runner", self.channel.late_text)
        self.assertEqual(self.channel.health, "late")
        self.env["shop.channel"]._cron_synchronise(self.channel.id)
        action = self.channel.action_shop_view_jobs()
        self.assertEqual(self.env["queue.job"].search(action["domain"]), self._jobs())
