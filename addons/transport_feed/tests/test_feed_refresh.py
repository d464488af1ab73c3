import gzip

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.transport_order.tests.common_server import web_server

from .common_feed import FeedCommon, spider_car, spider_xml


@tagged("post_install", "-at_install")
class TestFeedRefresh(FeedCommon):
    def _refresh(self, url, **values):
        self.feed.write({"transport": "http", "url": url} | values)
        return self.feed._refresh("manual")

    def test_a_feed_is_fetched_from_its_address_with_its_header(self):
        raw = gzip.compress(spider_xml([spider_car(1)]))
        with web_server({"/flux?token=x": (200, {}, raw)}) as (base, seen):
            run = self._refresh(f"{base}/flux?token=x", header_name="X-Api-Key", header_value="k")
        self.assertEqual((run.state, len(self._stock())), ("done", 1))
        self.assertEqual(seen[0][2]["X-Api-Key"], "k")

    def test_the_internal_network_is_not_called_unless_an_administrator_allows_it(self):
        self.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "")
        with web_server({}) as (base, seen):
            for url in (
                base,
                base.replace("127.0.0.1", "localhost"),
                base.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
                base.replace("127.0.0.1", "2130706433"),
            ):
                run = self._refresh(url)
                self.assertEqual(run.state, "failed", url)
                self.assertIn("private network", run.message)
            self.assertFalse(seen)

    def test_a_redirection_into_the_internal_network_is_not_followed(self):
        with web_server({}) as (inner, inner_seen):
            inner = inner.replace("127.0.0.1", "localhost")
            with web_server({"/": (302, {"Location": inner}, b"")}) as (base, _seen):
                run = self._refresh(f"{base}/")
            self.assertEqual(run.state, "failed")
            self.assertFalse(inner_seen)

    def test_what_a_provider_does_wrong_is_told(self):
        answers = {
            "/404": (404, {}, b""),
            "/login": (200, {}, b"<html><body>login</body></html>"),
            "/loop": (302, {"Location": "/loop"}, b""),
            "/huge": (200, {"Content-Length": str(10**10)}, b""),
            "/cut": (200, {"Content-Length": "5000"}, b"<vehicules>"),
            "/file": (302, {"Location": "file:///etc/passwd"}, b""),
        }
        with web_server(answers) as (base, _seen):
            for path in answers:
                with self.subTest(path):
                    run = self._refresh(base + path)
                    self.assertIn(run.state, ("failed", "refused"))
                    self.assertGreater(len(run.message), 20)
                    self.assertNotIn("root:", run.message)
        self.assertFalse(self._stock())

    def test_no_secret_reaches_the_history(self):
        secrets = ("t0ken-in-url", "header-s3cret", "pass-w0rd")
        answers = {"/404?token=t0ken-in-url": (404, {}, b"")}
        with web_server(answers) as (base, _seen):
            for path in ("/404", "/none"):
                self._refresh(
                    f"{base}{path}?token=t0ken-in-url",
                    header_name="X-Api-Key",
                    header_value="header-s3cret",
                )
            self.feed.write({"url": "https://nowhere.invalid/?t=t0ken-in-url"})
            self.feed._refresh_safely()
            self.feed.write(
                {
                    "transport": "ftps",
                    "url": "ftps://127.0.0.1:1/f",
                    "username": "u",
                    "password": "pass-w0rd",
                }
            )
            self.feed._refresh_safely()
        runs = self.feed.run_ids
        self.assertEqual((len(runs), set(runs.mapped("state"))), (4, {"failed"}))
        said = str(runs.read()) + str(self.feed.message_ids.read()) + self.feed.last_message
        for secret in secrets:
            self.assertNotIn(secret, said)

    def test_the_manager_is_told_after_three_failures_and_the_pause_grows(self):
        with web_server({}) as (base, _seen):
            pauses = []
            for _attempt in range(4):
                self._refresh(base, interval_hours=1)
                pauses.append(self.feed.next_run - self.feed.run_ids[0].ended_at)
        self.assertEqual(len(self.feed.activity_ids), 1)
        self.assertGreater(pauses[3], pauses[0])
        self.assertEqual(self.feed.failure_count, 4)

    def test_one_bad_feed_does_not_delay_the_others(self):
        broken = self._create_feed(name="Broken", transport="http", url="https://x.example/")
        with web_server({"/": (200, {}, spider_xml([spider_car(1)]))}) as (base, _seen):
            self.feed.write({"transport": "http", "url": f"{base}/", "next_run": "2001-01-01"})
            broken.next_run = "2000-01-01"
            self.patch(type(broken), "_fetch_http", self._crash_or_fetch(broken))
            with (
                self.enter_registry_test_mode(),
                mute_logger("odoo.addons.transport_feed.models.transport_feed_import"),
            ):
                self.env.ref("transport_feed.ir_cron_stock_feeds").method_direct_trigger()
        self.assertEqual((broken.state, self.feed.state), ("failing", "ok"))
        self.assertEqual(len(self._stock()), 1)

    def _crash_or_fetch(self, broken):
        fetch = type(broken)._fetch_http

        def crash_or_fetch(feed, policy):
            if feed == broken:
                raise RuntimeError("a bug")
            return fetch(feed, policy)

        return crash_or_fetch

    def test_two_imports_of_one_feed_do_not_run_at_once(self):
        with self.env.registry.cursor() as cr:  # committed where the block ends
            env = self.env(cr=cr)
            client = env["res.partner"].create({"name": "Concurrent", "is_company": True})
            feed = env["transport.feed"].create(
                {"name": "Concurrent", "partner_id": client.id, "profile_id": self.spider.id}
            )
            feed_id, client_id = feed.id, client.id
        self.addCleanup(self._remove_committed, feed_id, client_id)
        with (
            self.env.registry.cursor() as first,
            self.env.registry.cursor() as second,
            mute_logger("odoo.sql_db"),
        ):
            self.env(cr=first)["transport.feed"].browse(feed_id)._lock_feed()
            late = self.env(cr=second)["transport.feed"].browse(feed_id)
            with self.assertRaises(UserError):
                late._import(b"x", "manual")
            late._refresh_safely()  # the schedule leaves it alone, without a failure
            self.assertEqual((late.state, late.run_ids.ids), ("new", []))

    def _remove_committed(self, feed_id, client_id):
        with self.env.registry.cursor() as cr:
            env = self.env(cr=cr)
            env["transport.feed"].browse(feed_id).unlink()
            env["res.partner"].browse(client_id).unlink()
