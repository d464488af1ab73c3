from itertools import pairwise

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.sql_db import db_connect
from odoo.tests import get_db_name, tagged
from odoo.tools import mute_logger

from ..core import prestashop_orders
from ..models import shop_engine, shop_handler_order, sql
from ..tools.limiter import DatabaseLimiter
from .common import START, ShopSyncCommon


@tagged("post_install", "-at_install")
class TestEngine(ShopSyncCommon):
    def test_a_wrong_key_stops_the_shop_and_calls_somebody(self):
        self._start()
        key, self.shop.key = self.shop.key, "CHANGED"
        self._synchronise()
        self.assertEqual(self.channel.state, "broken")
        self.assertIn("refuses the key", self.channel.error_text)
        self.assertTrue(self.channel.activity_ids)
        self.shop.forget()
        self._synchronise()
        self.assertEqual(self.shop.requests(), 0, "a stopped shop is left alone")
        self.shop.key = key
        self.channel.action_start()
        self.assertFalse(self.channel.activity_ids, "what was asked for is done")

    def test_after_five_failures_the_circuit_opens_and_closes_again(self):
        self._start()
        self.shop.faults.answer_next(500, times=1000, body="Fatal error")
        for failures in range(1, 6):
            self.channel.open_until = False
            self._synchronise()
            self.assertEqual(self.channel.failures, failures)
        waits = (self.channel.open_until - self.channel.write_date).total_seconds()
        self.assertGreaterEqual(waits, 50)
        self.assertEqual(self.channel.health, "bad")
        self.shop.forget()
        self._synchronise()
        self.assertEqual(self.shop.requests(), 0)
        self.shop.faults.answers.clear()
        self.channel.open_until = False
        self._synchronise()
        self.assertEqual((self.channel.failures, self.channel.state), (0, "running"))

    def test_retry_after_is_obeyed(self):
        self._start()
        self.shop.faults.answer_next(429, times=1000, retry_after=600)
        self._synchronise()
        wait = (self.channel.open_until - self.channel.write_date).total_seconds()
        self.assertGreaterEqual(wait, 590)
        self.assertEqual(len(self.shop.faults.answers), 999, "one request, then silence")

    def test_a_maintenance_page_is_waited_out(self):
        self._start()
        self.shop.faults.answer_next(503, times=1000, retry_after=300, body="Maintenance")
        self._synchronise()
        self.assertEqual((self.channel.state, self.channel.error_code), ("running", "maintenance"))

    def test_one_shop_in_trouble_does_not_disturb_another(self):
        row, _product = self._product()
        self._book().add_one(lines=[(row, None, 1)], state=2)
        other = self._create_channel(name="Autre", url="http://127.0.0.1:1")
        other.write({"state": "running"})
        self._synchronise(other)
        self.assertEqual(other.failures, 1)
        self._start()
        self._synchronise()
        self.assertEqual(self.channel.order_count, 1)

    def test_what_is_in_the_inbox_is_worked_off_while_the_shop_is_down(self):
        row, _product = self._product()
        key = self._book().add_one(lines=[(row, None, 1)], state=2)
        self.store.tables["orders"].rows[key]["total_paid_tax_incl"] = "1.000000"
        self._start()
        self._synchronise()
        self._messages("waiting").action_accept_difference()
        self.channel.open_until = "2099-01-01 00:00:00"
        self._synchronise()
        self.assertTrue(self._order_of(key))

    def test_a_bug_in_one_order_leaves_the_others_and_a_trace(self):
        row, _product = self._product()
        book = self._book()
        keys = [book.add_one(lines=[(row, None, 1)], state=2) for _number in range(3)]
        builder = self.registry["shop.order.builder"]
        original = builder._note

        def broken(self, document):
            if document["id"] == str(keys[1]):
                raise ZeroDivisionError("invented")
            return original(self, document)

        self.patch(builder, "_note", broken)
        self._start()
        with mute_logger("odoo.addons.shop_sync.models.shop_engine"):
            self._synchronise()
        self.assertEqual(
            len(self.env["sale.order"].search([("shop_channel_id", "=", self.channel.id)])), 2
        )
        message = self._messages("retry")
        self.assertEqual((message.error_kind, message.attempts), ("bug", 1))
        self.assertIn("invented", message.error_text)
        message.attempts = 7
        message.next_try = False
        with mute_logger("odoo.addons.shop_sync.models.shop_engine"):
            self._synchronise()
        self.assertEqual(message.state, "dead")

    def test_of_two_workers_that_settle_one_shop_the_second_begins_anew(self):
        settled = []

        def settle(_handler, channel):
            settled.append(channel)
            if len(settled) == 1:
                raise SerializationFailure

        self.patch(self.registry["shop.handler.order"], "_settle", settle)
        self.patch(self.registry["shop.engine"], "_rollback", lambda _engine: None)
        engine = self.env["shop.engine"].with_context(shop_sync_no_commit=True)
        engine._process(self.channel)
        self.assertEqual(settled, [self.channel, self.channel])

    def test_documents_and_cursor_are_filed_together(self):
        row, _product = self._product()
        self._book().add_one(lines=[(row, None, 1)], state=2)
        self._start()
        self._synchronise()
        cursor = self.env["shop.cursor"].search(
            [("channel_id", "=", self.channel.id), ("flow", "=", "order")]
        )
        self.assertEqual(cursor.value["date"], self.store.tables["orders"].rows[1]["date_upd"])

    def test_orders_take_less_than_a_tenth_of_a_request(self):
        row, _product = self._product()
        book = self._book()
        for _number in range(200):
            book.add_one(1, lines=[(row, None, 1)], state=2)
        self._start()
        self._synchronise_reading_only()
        self.shop.forget()
        channel = self.channel
        adapter = channel._connect()
        pages = list(adapter.pull("order", {}))
        self.assertEqual(sum(len(page.documents) for page in pages), 200)
        self.assertLessEqual(self.shop.requests() / 200, 0.1)

    def _synchronise_reading_only(self):
        """Reference tables are read once and kept."""
        self.channel.action_check()

    def test_requests_per_minute_are_obeyed_exactly(self):
        waits = []
        clock = [1000.0]
        limiter = DatabaseLimiter(self.registry, 987654321, 5, waits.append)
        recent, slots = [], []
        for _number in range(23):
            slot, recent = limiter._choose(recent, clock[0])
            slots.append(slot)
        for start, stop in zip(slots, slots[5:], strict=False):
            self.assertGreaterEqual(stop - start, 60)
        self.assertEqual(slots[:5], [1000.0] * 5)
        self.assertEqual(slots[5], 1060.5)

    def test_request_times_are_shared_through_the_database(self):
        waits = []
        with self.enter_registry_test_mode():
            for _worker in range(2):
                limiter = DatabaseLimiter(self.registry, 987654322, 2, waits.append)
                limiter.acquire()
                limiter.acquire()
        self.assertEqual(len(waits), 2, "the second worker waits for the first one's requests")
        self.assertTrue(all(wait > 55 for wait in waits))

    def test_state_changes_follow_the_table(self):
        from odoo.exceptions import UserError

        self.channel.action_reset()
        with self.assertRaises(UserError):
            self.channel.action_pause()
        self._start()
        self.channel.action_pause()
        self.shop.forget()
        self._synchronise()
        self.assertEqual(self.shop.requests(), 0, "a paused shop is left alone")

    def test_removing_a_shop_removes_its_scheduled_action(self):
        self._start()
        cron = self.channel.sudo().cron_id
        self.assertTrue(cron.active)
        self.channel.unlink()
        self.assertFalse(cron.exists())

    def test_the_daily_report_tells_each_responsible(self):
        self._start()
        self.channel.responsible_id = self.env.ref("base.user_admin")
        self.channel.responsible_id.email = "admin@example.test"
        mails = self.env["mail.mail"].search([])
        self.env["shop.channel"]._cron_daily()
        mail = self.env["mail.mail"].search([]) - mails
        self.assertIn("Portails Toulouse", mail.body_html)
        self.assertFalse(self.channel.last_check)

    def test_a_second_pass_over_a_shop_waits_for_the_first(self):
        self._start()
        self.shop.forget()
        with db_connect(get_db_name()).cursor() as other:
            other.execute("SELECT pg_advisory_lock(%s, %s)", [sql.PASS_SPACE, self.channel.id])
            self._synchronise()
            self.assertEqual(self.shop.requests(), 0, "another worker is at it")
            other.execute("SELECT pg_advisory_unlock(%s, %s)", [sql.PASS_SPACE, self.channel.id])
        self._synchronise()
        self.assertGreater(self.shop.requests(), 0)

    def _hurried(self, channel=None):
        """A pass whose time is up at once: it does one piece of everything."""
        channel = channel or self.channel
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"shop_sync_until": 0})
            env["shop.engine"]._run(env["shop.channel"].browse(channel.id))

    def test_a_first_import_longer_than_a_pass_goes_on_in_the_next(self):
        self.patch(shop_engine, "BATCH", 10)
        row, _product = self._product(quantity=5)
        book = self._book()
        keys = [book.add_one(1, lines=[(row, None, 1)], state=2) for _number in range(26)]
        self._start()
        orders = [("shop_channel_id", "=", self.channel.id)]
        counts = []
        for _pass in range(30):
            self._hurried()
            counts.append(self.env["sale.order"].search_count(orders))
            if counts[-1] == len(keys) and self.channel.last_check:
                break
        self.assertEqual(counts[-1], 26)
        self.assertLessEqual(max(after - before for before, after in pairwise(counts)), 20)
        self.assertTrue(self.channel.last_check, "the full check came after the reading")
        triggers = [("cron_id", "=", self.channel.sudo().cron_id.id)]
        self.assertTrue(self.env["ir.cron.trigger"].search_count(triggers), "it goes on at once")

    def test_the_full_check_reads_what_is_missing_page_by_page(self):
        self.patch(prestashop_orders, "PAGE", 20)
        self.patch(shop_handler_order, "FETCH", 20)
        row, _product = self._product()
        self.channel.import_from = "2098-01-01 00:00:00"
        self._start()
        self._synchronise()
        book = self._book()
        for _number in range(45):
            book.add_one(1, lines=[(row, None, 1)], state=10)
        cursors = self.env["shop.cursor"].search([("channel_id", "=", self.channel.id)])
        cursors.filtered(lambda c: c.flow == "order_by_id").value = {"id": 45}
        self.channel.import_from = START
        cursors.filtered(lambda c: c.flow == "order").value = {"date": "2098-01-01 00:00:00"}
        filed = []
        for _pass in range(6):
            self._hurried()
            filed.append(len(self._messages().filtered(lambda m: m.kind == "order")))
            if self.channel.last_check:
                break
        self.assertEqual([count for count in filed if count], [20, 40, 45])

    def test_an_earlier_start_date_is_followed_at_once(self):
        row, _product = self._product()
        key = self._book().add_one(1, lines=[(row, None, 1)], state=2)
        self.store.tables["orders"].rows[key]["date_upd"] = "2026-01-15 10:00:00"
        self.channel.import_from = "2026-06-01 00:00:00"
        self._start()
        self._synchronise()
        self.assertFalse(self._order_of(key))
        self.channel.import_from = "2026-01-01 00:00:00"
        self._synchronise()
        self.assertTrue(self._order_of(key))

    def test_turnover_leaves_cancelled_orders_out(self):
        row, _product = self._product()
        book = self._book()
        paid, cancelled = (book.add_one(1, lines=[(row, None, 1)], state=s) for s in (2, 6))
        self._start()
        self._synchronise()
        day = self.env["shop.statistic"].search([("channel_id", "=", self.channel.id)])
        self.assertEqual((day.orders, day.amount), (2, self._order_of(paid).amount_total))
        self.assertEqual(self._order_of(cancelled).state, "cancel")

    def test_a_service_switched_off_for_minutes_heals_by_itself(self):
        self._start()
        self._synchronise()
        self.shop.faults.disabled = True
        self._synchronise()
        self.assertEqual(self.channel.state, "running")
        self.assertEqual(self.channel.health, "trouble")
        self.assertTrue(self.channel.activity_ids, "somebody is told at once")
        self.assertGreater(self.channel.open_until, fields.Datetime.now())
        self.shop.faults.disabled = False
        self.channel.open_until = False
        self._synchronise()
        self.assertFalse(self.channel.error_code)
        self.assertFalse(self.channel.activity_ids)

    def test_green_never_stands_beside_red_and_paused_says_paused(self):
        self._start()
        self._synchronise()
        self.assertEqual(self.channel.health, "good")
        self.shop.faults.answer_next(503, retry_after=60)
        self._synchronise()
        self.assertEqual((self.channel.health, self.channel.failures), ("trouble", 1))
        self.channel.action_pause()
        self.assertEqual(self.channel.health, "paused")

    def test_the_worst_shop_stands_first(self):
        well = self._create_channel(name="A well", sequence=1)
        stuck = self._create_channel(name="Z stuck", sequence=9)
        for channel in well | stuck:
            self._start(channel)
        self.shop.faults.answer_next(503, retry_after=60)
        self._synchronise(stuck)
        self._synchronise(well)
        self.assertEqual(
            self.env["shop.channel"].search([("id", "in", (well | stuck).ids)])[0], stuck
        )
