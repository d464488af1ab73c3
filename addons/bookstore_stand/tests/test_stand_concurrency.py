from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.bookstore_deposit.tests.common import CommittedShop
from odoo.addons.suite_base.tests.concurrency import Race

from .common import StandCommon


@tagged("post_install", "-at_install")
class TestStandConcurrency(CommittedShop, StandCommon):
    """Real transactions in real threads: people fill and record one stand together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.threads = Race(cls.registry, context={"allowed_company_ids": cls.company.ids})

    @classmethod
    def _build_shop(cls):
        super()._build_shop()
        cls.bag = cls._create_title("Thread title bag")

    def _prepare(self, copies):
        self._receive(self.firm, copies)
        stand = self._create_stand({self.title: copies})
        self._commit()
        return stand

    def _scanner(self, operation, times):
        title_id = self.title.id

        def scan(env):
            taker = env["bookstore.stand.operation"].browse(operation.id)
            return [taker.scan_choice(title_id)["status"] for _time in range(times)]

        return scan

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_people_scanning_one_title_wait_for_nobody_and_lose_nothing(self):
        stand = self._prepare(10)
        operation = stand._get_open_operation("take")
        self._commit()
        self.threads.restarts = 0
        results = self.threads.run(self._scanner(operation, 5), self._scanner(operation, 5))
        self._renew()
        self.assertEqual(results, [["ok"] * 5, ["ok"] * 5])
        self.assertEqual(self.threads.restarts, 0)
        self.assertEqual(operation.copy_total, 10)
        stand.action_leave()
        self.assertFigures(stand, taken=10, left=10)
        self._commit()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_a_scan_on_its_way_while_the_boxes_leave_is_not_lost(self):
        stand = self._prepare(4)
        operation = self._scan(stand, "take", {self.title: 2})
        self._commit()

        def leave(env):
            return env["bookstore.stand"].browse(stand.id).action_leave()

        self.threads.run(leave, self._scanner(operation, 1), self._scanner(operation, 1))
        self._renew()
        stand.invalidate_recordset()
        if stand.state == "draft":  # the scans were faster and the leaver was told so
            stand.action_leave()
        stand._rescue_late_scans()
        scanned = sum(stand.operation_ids.scan_ids.mapped("quantity"))
        self.assertEqual(stand.taken_total + stand.scanned_total, scanned)
        self._commit()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_people_recording_at_once_record_once(self):
        stand = self._prepare(3)
        self._scan(stand, "take", {self.title: 3})
        stand.action_leave()
        operation = self._scan(stand, "gift", {self.title: 1})
        self._commit()

        def record(env):
            return env["bookstore.stand.operation"].browse(operation.id).action_record()

        results = self.threads.run(record, record)
        self._renew()
        (refusal,) = [result for result in results if isinstance(result, UserError)]
        self.assertRegex(str(refusal), "Someone else is working|is “Recorded”")
        self.assertFigures(stand, taken=3, given=1, left=2)
        self._commit()
