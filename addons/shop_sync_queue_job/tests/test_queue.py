from odoo.tests import TransactionCase, tagged

from odoo.addons.queue_job.tests.common import trap_jobs


@tagged("post_install", "-at_install")
class TestQueue(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["shop.channel"].create(
            {"name": "Portails Toulouse", "engine": "json", "state": "running"}
        )

    def test_a_pass_becomes_one_job_in_the_channel_of_its_shop(self):
        with trap_jobs() as trap:
            self.env["shop.channel"]._cron_synchronise(self.channel.id)
            self.env["shop.channel"]._cron_synchronise(self.channel.id)
            trap.assert_jobs_count(1, only=self.env["shop.engine"]._job_pass)
            job = trap.enqueued_jobs[0]
            self.assertEqual(job.channel, f"root.shop.{self.channel.id}")
            self.assertEqual(job.identity_key, f"shop_sync.pass.{self.channel.id}")

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
