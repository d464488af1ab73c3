import base64
import gzip
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TransportCommon
from .common_feed import neutral_csv, spider_car, spider_xml, web_server


class FeedCommon(TransportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spider = cls.env.ref("transport_order.feed_profile_spider_vo")
        cls.neutral = cls.env.ref("transport_order.feed_profile_neutral_csv")
        cls.feed = cls._create_feed()
        cls.env["ir.config_parameter"].set_param("transport_order.allowed_hosts", "127.0.0.1")

    @classmethod
    def _create_feed(cls, **values):
        return cls.env["transport.feed"].create(
            {"name": "Stock Martin", "partner_id": cls.site.id, "profile_id": cls.spider.id}
            | values
        )

    def _stock(self, feed=None, active=True):
        return (
            self.env["transport.vehicle"]
            .with_context(active_test=active)
            .search([("feed_id", "=", (feed or self.feed).id)], order="ext_ref")
        )

    def _import_spider(self, cars, **options):
        return self.feed._import(spider_xml(cars), "manual", **options)


@tagged("post_install", "-at_install")
class TestFeedImport(FeedCommon):
    def test_a_spider_vo_export_becomes_the_stock(self):
        run = self._import_spider(
            [
                spider_car(1, marque="VW", modele="Golf", numero_serie="wvw zzz1kz 6w612305"),
                spider_car(2, immat="", disponibilite="En arrivage"),
                spider_car(3, disponibilite="Sorti"),
                spider_car(4, reservation="OUI", genre="VU", carrosserie="Fourgon"),
            ]
        )
        self.assertRecordValues(
            self._stock(),
            [
                {"ext_ref": "S00001", "make": "Volkswagen", "plate": "AA-001-AZ",
                 "vin": "WVWZZZ1KZ6W612305", "status": "in_stock", "category": "car",
                 "partner_id": self.site.id},
                {"ext_ref": "S00002", "make": "Renault", "plate": "", "vin": "",
                 "status": "incoming", "category": "car", "partner_id": self.site.id},
                {"ext_ref": "S00004", "make": "Renault", "plate": "AA-004-AZ", "vin": "",
                 "status": "reserved", "category": "large_van", "partner_id": self.site.id},
            ],
        )  # fmt: skip
        self.assertRecordValues(
            run,
            [{"state": "done", "read_count": 4, "created_count": 3, "filtered_count": 1,
              "gone_count": 0, "rejected_count": 0}],
        )  # fmt: skip
        self.assertEqual(self.feed.state, "ok")

    def test_confidential_and_personal_values_are_nowhere_in_the_database(self):
        self.feed.max_drop = 0
        self._import_spider([spider_car(number) for number in range(12)])
        self._import_spider([spider_car(0, modele="Zoe")])
        self._import_spider([spider_car(number) for number in range(12)], dry=True)
        self.env.flush_all()
        tables = (
            "transport_vehicle",
            "transport_feed_run",
            "transport_feed_issue",
            "transport_feed",
        )
        for table in tables:
            self.env.cr.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~ %s",
                                ["12345|agent@|06 11 22"])  # fmt: skip
            self.assertEqual(self.env.cr.fetchone()[0], 0, table)
        for run in self.feed.run_ids.filtered("rows"):
            kept = gzip.decompress(base64.b64decode(run.rows)).decode()
            self.assertNotRegex(kept, "12345|agent@|06 11 22")
            self.assertIn("Clio" if run.state == "dry" else "Zoe", kept)

    def test_only_what_changed_is_written(self):
        cars = [spider_car(number) for number in range(20)]
        self._import_spider(cars)
        before = {car.ext_ref: car.write_date for car in self._stock()}
        self.env.cr.execute(
            "UPDATE transport_vehicle SET write_date = write_date - interval '1 day'"
        )
        self.env.invalidate_all()
        cars[3]["modele"] = "Megane"
        run = self._import_spider([*cars[:19], spider_car(30)])
        self.assertRecordValues(
            run,
            [{"created_count": 1, "updated_count": 1, "unchanged_count": 18, "gone_count": 1}],
        )
        touched = [car.ext_ref for car in self._stock() if car.write_date >= min(before.values())]
        self.assertEqual(touched, ["S00003", "S00030"])

    def test_an_unchanged_file_costs_a_constant_number_of_queries(self):
        raw = spider_xml([spider_car(number) for number in range(300)])
        self.feed._import(raw, "manual")
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            run = self.feed._import(raw, "manual")
            self.env.flush_all()
        self.assertEqual(run.unchanged_count, 300)

    def test_what_the_client_corrected_stays(self):
        self._import_spider([spider_car(1)])
        car = self._stock().with_user(self.site_user)
        car._portal_correct({"model": "Clio V", "running": False})
        self._import_spider([spider_car(1, modele="CLIO 5", marque="DACIA")])
        self.assertRecordValues(
            self._stock(), [{"model": "Clio V", "running": False, "make": "Dacia"}]
        )

    def test_a_car_that_left_and_comes_back_is_the_same_record(self):
        self._import_spider([spider_car(1), spider_car(2)])
        first = self._stock()[0]
        self._import_spider([spider_car(2)])
        self.assertRecordValues(first, [{"active": False, "status": "gone"}])
        self.assertTrue(first.gone_on)
        self._import_spider([spider_car(1), spider_car(2)])
        self.assertRecordValues(
            first, [{"active": True, "status": "in_stock", "gone_on": False, "ext_ref": "S00001"}]
        )

    def test_a_sudden_drop_is_held_until_the_manager_decides(self):
        self._import_spider([spider_car(number) for number in range(20)])
        run = self._import_spider([spider_car(number) for number in range(5)])
        self.assertEqual(run.state, "held")
        self.assertIn("15", run.message)
        self.assertEqual(len(self._stock()), 20)
        self.assertEqual(self.feed.state, "held")
        self.assertTrue(self.feed.activity_ids)
        run.action_apply()
        self.assertRecordValues(run, [{"state": "done", "gone_count": 15, "rows": False}])
        self.assertEqual(len(self._stock()), 5)
        self.assertFalse(self.feed.activity_ids)

    def test_a_held_import_may_be_discarded(self):
        self._import_spider([spider_car(number) for number in range(20)])
        run = self._import_spider([spider_car(1)])
        run.action_discard()
        self.assertRecordValues(run, [{"state": "discarded", "rows": False}])
        self.assertEqual((self.feed.state, len(self._stock())), ("ok", 20))

    def test_an_old_held_import_cannot_be_applied_over_a_newer_one(self):
        cars = [spider_car(number) for number in range(20)]
        self._import_spider(cars)
        held = self._import_spider(cars[:2])
        self._import_spider(cars)
        with self.assertRaises(UserError):
            held.action_apply()
        self.assertEqual(len(self._stock()), 20)

    def test_a_dry_run_changes_nothing_and_shows_the_first_cars(self):
        run = self._import_spider(
            [spider_car(n, modele="<b>Clio</b>") for n in range(30)], dry=True
        )
        self.assertFalse(self._stock())
        self.assertEqual(run.preview.count("<tr>"), 21)
        self.assertIn("&lt;b&gt;Clio", run.preview)
        run.action_apply()
        self.assertEqual(len(self._stock()), 30)

    def test_a_refused_file_leaves_the_stock_and_says_why(self):
        self._import_spider([spider_car(1)])
        refused = {
            "a login page": b"<!DOCTYPE html><html>Connexion</html>",
            "an entity bomb": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><vehicules/>',
            "a cut file": spider_xml([spider_car(1), spider_car(2)])[:-60],
            "an empty list": b"<vehicules></vehicules>",
            "nothing": b"",
            "another format": neutral_csv([("1", "AA-111-AA", "", "Kia", "Rio", "")]),
            "a large file": b"<vehicules>" + b" " * (61 * 1024 * 1024),
        }
        for name, raw in refused.items():
            with self.subTest(name):
                run = self.feed._import(raw, "manual")
                self.assertEqual(run.state, "refused")
                self.assertGreater(len(run.message), 20)
                self.assertRecordValues(self._stock(), [{"active": True, "ext_ref": "S00001"}])

    def test_bad_lines_are_told_with_line_and_reason_the_others_are_read(self):
        feed = self._create_feed(profile_id=self.neutral.id)
        raw = neutral_csv(
            [
                ("1", "AA-111-AA", "", "Citroën", "C3", "en stock"),
                ("2", "AA-112-AA", "", "Kia", "Rio", "vendu peut-être"),
                ("", "", "", "Kia", "Rio", ""),
                ("1", "AA-113-AA", "", "Kia", "Rio", ""),
                ("5", "AA-114-AA", "", 'Kia"', "Rio", ""),
            ],
            "cp1252",
        )
        run = feed._import(raw, "upload")
        self.assertEqual(self._stock(feed).mapped("make"), ["Citroën", "Kia"])
        self.assertEqual(
            sorted((issue.line, issue.level) for issue in run.issue_ids),
            [(1, "warning"), (3, "warning"), (4, "rejected"), (5, "rejected"), (6, "rejected")],
        )
        self.assertEqual(run.rejected_count, 3)

    def test_two_feeds_show_the_same_car_once_and_the_other_takes_over(self):
        second = self._create_feed(name="Second", profile_id=self.neutral.id, sequence=20)
        self._import_spider([spider_car(1, immat="AB-123-CD"), spider_car(2)])
        raw = neutral_csv([("X1", "ab 123 cd", "", "Renault", "Clio", "")])
        run = second._import(raw, "upload")
        double = self._stock(second, active=False)
        self.assertEqual(run.duplicate_count, 1)
        self.assertRecordValues(double, [{"active": False, "duplicate_of_id": self._stock()[0].id}])
        self.assertEqual(second._import(raw, "upload").unchanged_count, 1)
        self._import_spider([spider_car(2)])
        second._import(raw, "upload")
        self.assertRecordValues(double, [{"active": True, "duplicate_of_id": False}])

    def test_the_same_plate_of_two_clients_is_no_double(self):
        other = self._create_feed(partner_id=self.stranger.id)
        self._import_spider([spider_car(1)])
        self.assertEqual(other._import(spider_xml([spider_car(1)]), "manual").duplicate_count, 0)
        self.assertTrue(self._stock(other))

    def test_one_group_file_fills_the_stock_of_each_site(self):
        feed = self._create_feed(
            name="Groupe",
            partner_id=self.group.id,
            site_ids=[
                (0, 0, {"value": "DIJON", "partner_id": self.site.id}),
                (0, 0, {"value": "Lille", "partner_id": self.other_site.id}),
            ],
        )
        cars = [
            spider_car(1, lieu_stockage="Dijon"),
            spider_car(2, lieu_stockage="lille"),
            spider_car(3, lieu_stockage="Nantes"),
        ]
        run = feed._import(spider_xml(cars), "manual")
        self.assertEqual(
            self._stock(feed).mapped("partner_id"), self.site | self.other_site | self.group
        )
        self.assertIn("Nantes", run.issue_ids.message)

    def test_a_site_of_another_client_is_refused(self):
        with self.assertRaises(ValidationError):
            self.feed.site_ids = [(0, 0, {"value": "x", "partner_id": self.stranger.id})]

    def test_only_the_cars_of_the_wanted_site_are_imported(self):
        self.feed.write({"filter_column": "lieu_stockage", "filter_values": "Dijon, Beaune"})
        places = ("DIJON", "Beaune", "Lille")
        cars = [spider_car(n, lieu_stockage=place) for n, place in enumerate(places)]
        self._import_spider(cars)
        self.assertEqual(self._stock().mapped("location"), ["DIJON", "Beaune"])

    def test_a_confidential_column_cannot_be_mapped(self):
        for column in ("prix_achat", "mail_agent", "Téléphone"):
            with self.assertRaises(ValidationError):
                self.spider.rule_ids = [(0, 0, {"source": column, "target": "version"})]

    def test_clients_see_their_cars_and_nothing_of_the_feed(self):
        self._import_spider([spider_car(1)])
        car = self._stock().with_user(self.site_user)
        self.assertEqual(car.make, "Renault")
        with self.assertRaises(AccessError):
            car.read(["feed_id"])
        for model in ("transport.feed", "transport.feed.run", "transport.feed.profile"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.site_user).search([])

    def test_secrets_are_for_managers_and_the_shown_address_is_masked(self):
        self.feed.write({"transport": "http", "url": "https://flux.example/x.php?token=s3cret"})
        feed = self.feed.with_user(self.dispatcher)
        self.assertEqual(feed.url_masked, "https://flux.example/x.php?…")
        with self.assertRaises(AccessError):
            feed.read(["url"])


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
        self.env["ir.config_parameter"].set_param("transport_order.allowed_hosts", "")
        with web_server({}) as (base, seen):
            for url in (base, base.replace("127.0.0.1", "localhost"),
                        base.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
                        base.replace("127.0.0.1", "2130706433")):  # fmt: skip
                run = self._refresh(url)
                self.assertEqual(run.state, "failed", url)
                self.assertIn("internal network", run.message)
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
                    header_name="X-Api-Key", header_value="header-s3cret",
                )  # fmt: skip
            self.feed.write({"url": "https://nowhere.invalid/?t=t0ken-in-url"})
            self.feed._refresh_safely()
            self.feed.write(
                {"transport": "ftps", "url": "ftps://127.0.0.1:1/f", "username": "u", "password": "pass-w0rd"}
            )  # fmt: skip
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
                mute_logger("odoo.addons.transport_order.models.transport_feed_import"),
            ):
                self.env.ref("transport_order.ir_cron_stock_feeds").method_direct_trigger()
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


@tagged("post_install", "-at_install")
class TestFeedWizards(FeedCommon):
    def test_an_uploaded_file_is_compared_and_never_stored(self):
        raw = base64.b64encode(spider_xml([spider_car(1)]))
        upload = (
            self.env["transport.feed.upload"]
            .with_user(self.manager)
            .create({"feed_id": self.feed.id, "file": raw, "file_name": "stock.xml"})
        )
        self.env.flush_all()
        action = upload.action_check()
        run = self.env["transport.feed.run"].browse(action["res_id"])
        self.assertEqual((run.state, run.created_count, run.file_name), ("dry", 1, "stock.xml"))
        self.assertFalse(self.env["ir.attachment"].search([("res_model", "=", upload._name)]))
        self.env.invalidate_all()
        self.assertFalse(upload.file)
        run.with_user(self.manager).action_apply()
        self.assertEqual(len(self._stock()), 1)

    def test_a_dispatcher_may_not_import(self):
        with self.assertRaises(AccessError):
            self.env["transport.feed.upload"].with_user(self.dispatcher).create(
                {"feed_id": self.feed.id, "file": base64.b64encode(b"x")}
            )

    def test_an_unknown_provider_is_described_without_code(self):
        profile = self.env["transport.feed.profile"].create({"name": "Nouveau", "format": "xml"})
        raw = json.dumps(
            [{"id": 7, "marque": "KIA", "modele": "Rio", "immat": "AA-123-BB", "prix_achat": 9}]
        ).encode()
        trial = self.env["transport.feed.trial"].create(
            {"profile_id": profile.id, "file": base64.b64encode(raw)}
        )
        self.assertIn("prix_achat", trial.columns_text)
        self.assertNotIn("prix_achat", trial.suggestion_text)
        trial.action_take_suggestions()
        self.assertEqual(profile.format, "json")
        trial = self.env["transport.feed.trial"].create(
            {"profile_id": profile.id, "file": base64.b64encode(raw)}
        )
        self.assertIn("AA-123-BB", trial.preview)
        self.assertNotIn(">9<", trial.preview)
        feed = self._create_feed(profile_id=profile.id)
        feed._import(raw, "upload")
        self.assertRecordValues(self._stock(feed), [{"make": "Kia", "ext_ref": "7"}])

    def test_a_trial_says_why_a_file_is_refused(self):
        trial = self.env["transport.feed.trial"].create(
            {"profile_id": self.spider.id, "file": base64.b64encode(b"<html></html>")}
        )
        self.assertIn("web page", trial.error)

    def test_a_profile_travels_to_another_database(self):
        content = base64.b64encode(self.spider._export_json().encode())
        load = self.env["transport.feed.profile.load"].create({"file": content})
        copy = self.env["transport.feed.profile"].browse(load.action_load()["res_id"])
        self.assertEqual(copy._to_profile(), self.spider._to_profile())

    def test_a_file_that_is_no_profile_is_refused(self):
        for content in (b"[]", b"{}", b"no", b'{"rules": [{"target": "password"}], "name": "x"}'):
            load = self.env["transport.feed.profile.load"].create(
                {"file": base64.b64encode(content)}
            )
            with self.assertRaises(UserError), mute_logger("odoo.sql_db"):
                load.action_load()

    def test_value_tables_speak_the_users_language(self):
        value = self.env.ref("transport_order.feed_rule_spider_vo_disponibilite_1")
        self.assertEqual(value.result_label, "In stock")
        value.result_label = "reserved"
        self.assertEqual(value.result, "reserved")
        with self.assertRaises(ValidationError):
            value.result_label = "perhaps"
