from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models.bookstore_metadata_record import MOST_ATTEMPTS
from .common import BOOK, MetadataCommon
from .core.fake_bnf import answer_of

LOGGER = "odoo.addons.bookstore_metadata.models.bookstore_metadata_record"
OTHER, STATIONERY = "9782070251902", "3760000000017"


@tagged("post_install", "-at_install")
class TestBnf(MetadataCommon):
    """A bookseller asks the BnF, which answers, or not."""

    def _ask_wizard(self, code, user=None):
        wizard = self._mine(self.env["bookstore.metadata.ask"], user).create({"code": code})
        return wizard, wizard.action_ask()

    def test_an_unknown_isbn_becomes_a_title_that_the_bnf_filled(self):
        self.bnf.bodies[OTHER] = answer_of(self._said(OTHER, "La Curée"))
        _wizard, action = self._ask_wizard(OTHER)
        view = self.env.ref("bookstore_deposit.product_template_view_form_title")
        titles = self._mine(self.env["product.template"]).with_context(**action["context"])
        with Form(titles, view) as form:
            self.assertEqual((form.name, form.bookstore_pages), ("La Curée", 591))
            self.assertEqual(form.list_price, 0)
            form.list_price = 7.2
        title = form.record
        self.assertEqual(
            (title.barcode, title.bookstore_publisher_id.name, title.bookstore_authors),
            (OTHER, "Gallimard", "Émile Zola"),
        )
        self.assertIn("inconnu de tous", title.bookstore_marc)
        self.assertEqual(title.bookstore_metadata_open_count, 0)
        self.assertTrue(title.taxes_id)

    def test_our_title_opens_without_a_question(self):
        _wizard, action = self._ask_wizard("2-07-036002-4")
        self.assertEqual(action["res_id"], self.book.id)
        self.assertFalse(self.bnf.seen)

    def test_what_it_answered_is_kept_and_what_it_does_not_know_for_a_week(self):
        self.bnf.bodies[BOOK] = answer_of(self._said())
        found = self.records._ask(BOOK)
        self.assertEqual(self.records._ask("2-07-036002-4"), found)
        absent = self.records._ask(OTHER)
        self.assertEqual((absent.state, self.records._ask(OTHER)), ("absent", absent))
        self.assertEqual(len(self.bnf.seen), 2)
        absent.sudo().asked_on = fields.Datetime.now() - timedelta(days=8)
        self.bnf.bodies[OTHER] = answer_of(self._said(OTHER))
        self.assertEqual(self.records._ask(OTHER).state, "found")
        self.assertEqual(len(self.bnf.seen), 3)

    def test_stationery_and_mistyped_codes_are_never_asked(self):
        for code in (STATIONERY, "MUG-1", "9782070360025"):
            with self.assertRaises(UserError):
                self.records._ask(code)
        self.assertFalse(self.bnf.seen)

    @mute_logger(LOGGER)
    def test_a_catalogue_that_fails_leaves_the_work_by_hand(self):
        for status, body in ((503, b""), (200, b"<a><b>"), (200, b"garbage"), (404, b"")):
            self.bnf.status, self.bnf.bodies[OTHER] = status, body
            wizard, action = self._ask_wizard(OTHER)
            self.assertIn("by hand", wizard.message)
            self.assertEqual(action["res_id"], wizard.id)
            self.assertFalse(self.records.search([("code", "=", OTHER)]))
        context = wizard.action_by_hand()["context"]
        self.assertEqual(context["default_barcode"], OTHER)

    def test_only_an_administrator_says_whom_we_call_and_only_safe_addresses(self):
        parameters = self.env["ir.config_parameter"]
        with self.assertRaises(AccessError):
            self._mine(parameters, self.manager).set_param("bookstore_metadata.bnf_url", "x")
        for url in ("http://192.168.1.1/", "https://127.0.0.2/", "file:///etc/passwd"):
            parameters.set_param("bookstore_metadata.bnf_url", url)
            with self.assertRaises(UserError), mute_logger(LOGGER):
                self.records._ask(OTHER)

    def test_a_scan_of_an_unknown_isbn_is_filled_but_for_its_price(self):
        self.bnf.bodies[OTHER] = answer_of(self._said(OTHER, "La Curée"))
        parcel = self._mine(self.env["bookstore.parcel"]).create(
            {"partner_id": self.owner_a.id, "kind": "deposit", "location_id": self.shop.id}
        )
        self.assertEqual(parcel.scan(OTHER)["status"], "unknown")
        answer = parcel.scan_ask(OTHER)
        self.assertEqual(
            (answer["status"], answer["name"], answer["publisher"]),
            ("found", "La Curée", "Gallimard"),
        )
        self.assertIn("38 F", answer["message"])
        taken = parcel.scan_new_title(OTHER, "La Curée (poche)", "7,20", "Folio")
        self.assertEqual(taken["status"], "ok")
        title = self.env["product.product"].browse(taken["product_id"]).product_tmpl_id
        self.assertEqual(
            (title.name, title.list_price, title.bookstore_pages, title.bookstore_authors),
            ("La Curée (poche)", 7.2, 591, "Émile Zola"),
        )
        self.assertEqual(sorted(self._open(title).mapped("field")), ["name", "publisher"])
        self.bnf.status = 503
        with mute_logger(LOGGER):
            self.assertEqual(parcel.scan_ask("9782743200374")["status"], "failed")
        self.bnf.status = 200
        self.assertEqual(parcel.scan_ask("9782743200374")["status"], "absent")

    def _open(self, title):
        return self.env["bookstore.metadata.proposal"].search(
            [("product_tmpl_id", "=", title.id), ("state", "=", "open")]
        )

    def test_many_titles_are_asked_one_after_the_other(self):
        second = self._create_title("La Curée").product_tmpl_id
        bag = self._create_title("A bag").product_tmpl_id
        second.barcode = OTHER
        self.bnf.bodies = {
            BOOK: answer_of(self._said()),
            OTHER: answer_of(self._said(OTHER, "La Curée")),
        }
        action = self._mine(self.book | second | bag).action_bookstore_ask()
        self.assertEqual(action["tag"], "display_notification")
        self.assertFalse(self.bnf.seen)
        waiting = self.records.search([("state", "=", "waiting")])
        self.assertEqual(sorted(waiting.mapped("code")), sorted([BOOK, OTHER]))
        cron = self.env.ref("bookstore_metadata.ir_cron_ask")
        self.bnf.status = 503
        with (
            mute_logger(LOGGER),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.assertEqual(len(self.bnf.seen), 1)
        failed = waiting.filtered("error")
        self.assertEqual(len(failed), 1)
        self.bnf.status = 200
        good = self.bnf.bodies[failed.code]
        self.bnf.bodies[failed.code] = b"<a/>"  # broken whenever it is asked: it stops no other
        with mute_logger(LOGGER), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual((failed.state, (waiting - failed).state), ("waiting", "found"))
        self.bnf.bodies[failed.code] = good
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(set(waiting.mapped("state")), {"found"})
        self.assertFalse(any(waiting.mapped("error")))
        self.assertEqual(self._open(second).mapped("is_gap"), [True] * 4)
        again = self._mine(self.book | second).action_bookstore_ask()
        self.assertEqual(again["res_model"], "bookstore.metadata.proposal")

    def _run_cron(self):
        with (
            mute_logger(LOGGER, "odoo.sql_db"),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("bookstore_metadata.ir_cron_ask").method_direct_trigger()

    def test_an_answer_that_cannot_be_kept_stops_no_other_and_is_given_up_at_last(self):
        self.env.cr.execute(
            "ALTER TABLE bookstore_metadata_record ADD CHECK (name IS DISTINCT FROM 'Cursed')"
        )
        self.bnf.bodies = {
            BOOK: answer_of(self._said(title="Cursed")),
            OTHER: answer_of(self._said(OTHER, "La Curée")),
        }
        planned = self.records._plan([BOOK, OTHER])
        cursed = planned.filtered(lambda record: record.code == BOOK)
        self._run_cron()
        self.assertEqual((planned - cursed).state, "found")
        self.assertEqual((cursed.state, cursed.attempts), ("waiting", 1))
        self.assertTrue(cursed.error)
        cursed.sudo().attempts = MOST_ATTEMPTS - 1
        self._run_cron()
        self.assertEqual(cursed.state, "failed")
        asked = len(self.bnf.seen)
        self._run_cron()
        self.assertEqual(len(self.bnf.seen), asked)
        self.bnf.bodies[BOOK] = answer_of(self._said())
        self.assertEqual(self.records._plan([BOOK]), cursed)
        self.assertEqual((cursed.state, cursed.attempts), ("waiting", 0))
        self._run_cron()
        self.assertEqual((cursed.state, cursed.error), ("found", False))

    def test_many_titles_are_planned_by_as_many_queries_as_few(self):
        def count(first, number):
            codes = [f"97827432{position:05}" for position in range(first, first + number)]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.records._plan([*codes, codes[0]])), number)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(0, 1)
        self.assertEqual(count(100, 50), count(200, 2))

    def test_who_only_works_in_the_stock_neither_asks_nor_reads(self):
        with self.assertRaises(AccessError):
            self._mine(self.book, self.clerk).action_bookstore_ask()
        with self.assertRaises(AccessError):
            self._mine(self.records, self.clerk).search([])
