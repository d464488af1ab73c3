import base64
import gzip

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_feed import FeedCommon, neutral_csv, spider_car, spider_xml


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
                {
                    "ext_ref": "S00001",
                    "make": "Volkswagen",
                    "plate": "AA-001-AZ",
                    "vin": "WVWZZZ1KZ6W612305",
                    "status": "in_stock",
                    "category": "car",
                    "partner_id": self.site.id,
                },
                {
                    "ext_ref": "S00002",
                    "make": "Renault",
                    "plate": "",
                    "vin": "",
                    "status": "incoming",
                    "category": "car",
                    "partner_id": self.site.id,
                },
                {
                    "ext_ref": "S00004",
                    "make": "Renault",
                    "plate": "AA-004-AZ",
                    "vin": "",
                    "status": "reserved",
                    "category": "large_van",
                    "partner_id": self.site.id,
                },
            ],
        )
        self.assertRecordValues(
            run,
            [
                {
                    "state": "done",
                    "read_count": 4,
                    "created_count": 3,
                    "filtered_count": 1,
                    "gone_count": 0,
                    "rejected_count": 0,
                }
            ],
        )
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
            self.env.cr.execute(
                f"SELECT count(*) FROM {table} t WHERE t::text ~ %s", ["12345|agent@|06 11 22"]
            )
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
        self.assertEqual(self._stock(feed).mapped("make"), ["Citroën"])
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

    def test_a_stock_with_unmarked_cars_is_wholly_visible(self):
        """Four of ten without a mark, as in a real export, and another feed with the same ones."""
        second = self._create_feed(name="Second", profile_id=self.neutral.id, sequence=20)
        fillers = (("À venir", ""), ("", "9" * 17), ("NC", "XXXXXXXXXXXXXXXXX"), ("?", "sans"))
        marked = [(f"GA-10{n}-KL", f"VF1RFB0026612345{n}") for n in range(6)]
        cars = [
            spider_car(n, immat=plate, numero_serie=vin)
            for n, (plate, vin) in enumerate([*fillers, *marked])
        ]
        rows = [
            (f"X{n}", plate, vin, "Kia", "Rio", "")
            for n, (plate, vin) in enumerate([*fillers, *marked])
        ]
        self._import_spider(cars)
        run = second._import(neutral_csv(rows), "upload")
        self.assertEqual((len(self._stock()), len(self._stock(second))), (10, 4))
        self.assertEqual(run.duplicate_count, 6)
        self.assertEqual(set(self._stock().mapped("make")), {"Renault"})

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
        again = self.feed.copy()  # waits for files until somebody gives it an address of its own
        self.assertEqual((again.transport, again.url), ("upload", False))
        feed = self.feed.with_user(self.dispatcher)
        self.assertEqual(feed.url_masked, "https://flux.example/x.php?…")
        with self.assertRaises(AccessError):
            feed.read(["url"])
