import base64
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_feed import FeedCommon, spider_car, spider_xml


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

    def test_an_uploaded_file_that_would_empty_the_stock_says_so_before(self):
        self._import_spider([spider_car(number) for number in range(12)])
        for cars, warned in ((range(12), False), (range(3), True)):
            with self.subTest(cars=len(cars)):
                raw = base64.b64encode(spider_xml([spider_car(number) for number in cars]))
                upload = self.env["transport.feed.upload"].create(
                    {"feed_id": self.feed.id, "file": raw, "file_name": "stock.xml"}
                )
                self.assertEqual("would disappear" in (upload.run_id.message or ""), warned)
                self.assertEqual((upload.run_id.state, len(self._stock())), ("dry", 12))

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
        value = self.env.ref("transport_feed.feed_rule_spider_vo_disponibilite_1")
        self.assertEqual(value.result_label, "In stock")
        value.result_label = "reserved"
        self.assertEqual(value.result, "reserved")
        with self.assertRaises(ValidationError):
            value.result_label = "perhaps"
