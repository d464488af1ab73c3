from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import BOOK, MetadataCommon
from .core.fake_bnf import answer_of
from .core.fake_fel import BOOK_TEXTS, FakeFel

LOGGER = "odoo.addons.bookstore_metadata.models.bookstore_metadata_record_fel"
OTHER, STATIONERY = "9782070251902", "3760000000017"
KNOWN = {name: text for name, text in BOOK_TEXTS.items() if name != "ean13"}


@tagged("post_install", "-at_install")
class TestFel(MetadataCommon):
    """A bookseller asks Dilicom's FEL, made up on this machine, by the real zeep."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fel = FakeFel()
        serving = cls.fel.serve()
        cls.company.write(
            {
                "bookstore_fel_user": "3012345678900",
                "bookstore_fel_secret": "s3cret",
                "bookstore_fel_url": serving.__enter__(),
            }
        )
        cls.addClassCleanup(serving.__exit__, None, None, None)

    def setUp(self):
        super().setUp()
        self.fel.__init__()
        self.fel.products[BOOK] = KNOWN

    def _open(self, title=None):
        found = self.env["bookstore.metadata.proposal"].search(
            [("product_tmpl_id", "=", (title or self.book).id), ("state", "=", "open")]
        )
        return {one.field: one for one in found}

    def test_dilicom_fills_gaps_and_its_price_is_only_proposed(self):
        self.book.write({"name": "Germinal", "bookstore_year": 1998})
        self._mine(self.book).action_bookstore_ask_fel()
        self.assertEqual((self.book.list_price, self.book.bookstore_authors), (8.9, "ZOLA EMILE"))
        self.assertEqual(self.book.bookstore_availability, "available")
        self.assertEqual(set(self._open()), {"price", "year"})
        price = self._open()["price"]
        self.assertEqual((price.source, price.ours, price.theirs), ("fel", "8.9", "9.40"))
        self._mine(price).action_accept()
        self.assertEqual(self.book.list_price, 9.4)
        self._mine(price).action_undo()
        self.assertEqual(self.book.list_price, 8.9)

    def test_conflicts_of_two_sources_stand_side_by_side(self):
        self.book.write({"name": "Germinal", "bookstore_year": 1998, "bookstore_authors": "Zola"})
        self.bnf.bodies[BOOK] = answer_of(self._said())
        self._mine(self.book).action_bookstore_ask()
        self._mine(self.book).action_bookstore_ask_fel()
        found = self.env["bookstore.metadata.proposal"].search(
            [("product_tmpl_id", "=", self.book.id), ("field", "=", "authors")]
        )
        self.assertEqual(
            {(one.source, one.theirs) for one in found},
            {("bnf", "Émile Zola"), ("fel", "ZOLA EMILE")},
        )

    def test_the_look_up_asks_where_it_is_told_to(self):
        self.bnf.bodies[OTHER] = answer_of(self._said(OTHER, "La Curée"))
        self.fel.products[OTHER] = KNOWN | {"libetd": "LA CUREE"}
        names = {}
        for source in ("bnf", "fel"):
            wizard = self._mine(self.env["bookstore.metadata.ask"]).create(
                {"code": OTHER, "source": source}
            )
            self.assertTrue(wizard.has_fel)
            context = wizard.action_ask()["context"]
            names[source] = (context["default_name"], context["default_list_price"])
        self.assertEqual(names, {"bnf": ("La Curée", 0), "fel": ("LA CUREE", 9.4)})
        stranger = self._mine(self.env["bookstore.metadata.ask"]).create(
            {"code": STATIONERY, "source": "fel"}
        )
        self.assertEqual(stranger.action_ask()["res_id"], stranger.id)
        self.assertIn(STATIONERY, stranger.message)
        record = self.records.search([("code", "=", STATIONERY)])
        self.assertEqual((record.source, record.state), ("fel", "absent"))

    def test_an_answer_is_kept_for_a_day_and_shows_the_distributor(self):
        self.owner_a.global_location_number = KNOWN["gcddistrib"]
        record = self.records._ask_fel(BOOK)
        self.assertEqual(self.records._ask_fel("2-07-036002-4"), record)
        self.assertEqual(len(self.fel.seen), 1)
        self.assertEqual(record.asker_id, self.company)
        self.assertEqual(record.distributor, f"{self.owner_a.name} ({KNOWN['gcddistrib']})")
        self.assertEqual(record.dimensions, "178 × 108 × 24 mm, 312 g")
        self.assertEqual(record.published, "1999-01-05")
        record.sudo().asked_on = fields.Datetime.now() - timedelta(hours=25)
        self.fel.products[BOOK] = KNOWN | {"codedispo": "6"}
        self.records._ask_fel(BOOK)._compare()
        self.assertEqual(self.book.bookstore_availability, "out_of_print")
        self.assertEqual(len(self.fel.seen), 2)

    def test_what_fails_is_a_sentence_without_the_password(self):
        def told():
            with self.assertRaises(UserError) as caught, mute_logger(LOGGER):
                self.records._ask_fel(OTHER)
            self.assertNotIn("s3cret", str(caught.exception))
            return str(caught.exception)

        self.fel.word = "MOT DE PASSE INCORRECT"
        self.assertIn("MOT DE PASSE INCORRECT", told())
        self.fel.word, self.fel.fault = "OK", "s3cret is wrong"
        self.assertIn("… is wrong", told())
        self.fel.fault, self.fel.status, self.fel.whole = "", 503, b"-"
        self.assertIn("503", told())
        self.company.bookstore_fel_url = "http://192.168.1.1/"
        self.assertIn("192.168.1.1", told())
        self.company.bookstore_fel_secret = False
        self.assertIn("Settings", told())
        with self.assertRaises(UserError):
            self.records._ask_fel("MUG-1")
        self.assertFalse(self.records.search([("source", "=", "fel")]))

    def test_the_password_is_in_no_log(self):
        with self.assertLogs(level="DEBUG") as logs:
            self.records._ask_fel(BOOK)
            self.fel.fault = "s3cret"
            with self.assertRaises(UserError):
                self.records._ask_fel(OTHER)
        self.assertNotIn("s3cret", "\n".join(logs.output))

    def test_nobody_reads_the_password_and_booksellers_not_the_contract(self):
        for user in (self.bookseller, self.manager):
            with self.assertRaises(AccessError):
                self._as(user, self.company).read(["bookstore_fel_user"])
        admin = self.env.ref("base.user_admin")
        admin.write({"company_ids": [fields.Command.link(self.company.id)]})
        with self.assertRaises(AccessError):
            self._as(admin, self.company).read(["bookstore_fel_secret"])
        settings = Form(self._as(admin, self.env["res.config.settings"]))
        self.assertFalse(settings.bookstore_fel_password)
        self.assertTrue(settings.bookstore_fel_is_ready)
        self.assertTrue(settings.bookstore_fel_is_open)
        settings.bookstore_fel_password = " other "
        saved = settings.save()
        saved.execute()
        self.assertEqual(self.company.sudo().bookstore_fel_secret, "other")
        self.assertFalse(saved.bookstore_fel_password)
        self.env["res.config.settings"].with_user(admin).with_company(self.company).create(
            {"bookstore_fel_user": "3099999999997"}
        ).execute()
        self.assertEqual(self.company.sudo().bookstore_fel_secret, "other")
        saved.action_bookstore_fel_forget()
        self.assertFalse(self.company._bookstore_has_fel())
        with self.assertRaises(AccessError):
            self._as(self.bookseller, saved).action_bookstore_fel_forget()

    def test_without_a_contract_there_is_no_button(self):
        mine = self._mine(self.book)
        self.assertTrue(mine.bookstore_has_fel)
        self.company.bookstore_fel_user = False
        mine.invalidate_recordset()
        self.assertFalse(mine.bookstore_has_fel)
        wizard = self._mine(self.env["bookstore.metadata.ask"]).create({"code": OTHER})
        self.assertFalse(wizard.has_fel)

    def test_many_are_asked_by_one_call_in_the_background(self):
        second = self._create_title("La Curée").product_tmpl_id
        second.barcode = OTHER
        cron = self.env.ref("bookstore_metadata.ir_cron_ask_fel")
        action = self._mine(self.book | second).action_bookstore_ask_fel()
        self.assertEqual(action["tag"], "display_notification")
        self.assertFalse(self.fel.seen)
        waiting = self.records.search([("source", "=", "fel")])
        self.fel.status, self.fel.whole = 503, b"-"
        with mute_logger(LOGGER), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(set(waiting.mapped("state")), {"waiting"})
        self.assertTrue(all(waiting.mapped("error")))
        self.fel.status, self.fel.whole, self.fel.seen = 200, None, []
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual([sorted(said["ean13s"]) for said in self.fel.seen], [[OTHER, BOOK]])
        self.assertEqual(
            {record.code: record.state for record in waiting}, {BOOK: "found", OTHER: "absent"}
        )
        self.assertIn("price", self._open())
        again = self._mine(self.book | second).action_bookstore_ask_fel()
        self.assertEqual(again["res_model"], "bookstore.metadata.proposal")
        waiting.sudo().asked_on = fields.Datetime.now() - timedelta(hours=25)
        self._mine(self.book | second).action_bookstore_ask_fel()
        self.assertEqual(set(waiting.mapped("state")), {"waiting"})

    def test_who_only_works_in_the_stock_asks_nobody(self):
        with self.assertRaises(AccessError):
            self._mine(self.book, self.clerk).action_bookstore_ask_fel()
        record = self.records._ask_fel(BOOK)
        with self.assertRaises(AccessError):
            self._mine(record, self.clerk).action_ask_fel_again()
        self.assertEqual(self._mine(record).action_ask_fel_again()["res_id"], record.id)
        self.assertEqual(len(self.fel.seen), 2)
