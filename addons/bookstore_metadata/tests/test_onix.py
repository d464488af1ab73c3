import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import BOOK, MetadataCommon
from .core.fake_onix import message, price, product

OTHER = "9782070251902"


@tagged("post_install", "-at_install")
class TestOnix(MetadataCommon):
    """Messages of publishers: the fixed price is proposed, on its day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.proposals = cls._as(cls.bookseller, cls.env["bookstore.metadata.proposal"])

    def _take(self, *products, **vals):
        wizard = self._mine(self.env["bookstore.metadata.import"]).create(
            {"file": base64.b64encode(message(*products)), "filename": "onix.xml"} | vals
        )
        wizard.action_read()
        wizard.action_take()
        return wizard

    def _prices(self, state="open"):
        return self.proposals.search(
            [
                ("product_tmpl_id", "=", self.book.id),
                ("field", "=", "price"),
                ("state", "=", state),
            ]
        )

    def _price(self, amount, days=0):
        day = f"{self.today + timedelta(days=days):%Y%m%d}" if days else ""
        return price(amount, day)

    def test_the_price_of_the_shop_waits_for_a_person_and_its_former_one_is_kept(self):
        self._take(product(BOOK, prices=[self._price("9.40")]))
        self.assertEqual(self.book.list_price, 8.9)
        self.assertEqual(
            (self.book.bookstore_pages, self.book.bookstore_availability), (402, "available")
        )
        proposal = self._prices()
        self.assertEqual((proposal.ours, proposal.theirs, proposal.source), ("8.9", "9.40", "onix"))
        proposal.action_accept()
        self.assertEqual(self.book.list_price, 9.4)
        former = self.env["bookstore.price.change"].search(
            [("product_tmpl_id", "=", self.book.id)], limit=1
        )
        self.assertEqual(former.price, 8.9)

    def test_a_price_to_come_is_kept_and_asked_about_on_its_day(self):
        dated = [self._price("8.90"), self._price("9.40", 10)]
        self._take(product(BOOK, prices=dated))
        self._take(product(BOOK, prices=dated))  # sent twice, noted once
        later = self._prices("later")
        self.assertEqual((later.theirs, later.day), ("9.40", self.today + timedelta(days=10)))
        self.assertFalse(self._prices())
        self._run_cron()
        self.assertEqual(later.state, "later")
        later.sudo().day = self.today
        self._run_cron()
        self.assertEqual((later.state, self.book.list_price), ("open", 8.9))
        later.action_refuse()
        later.sudo().record_id.prices = [["9.40", fields.Date.to_string(self.today)]]
        later.record_id.action_compare()
        self.assertFalse(self._prices())

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("bookstore_metadata.ir_cron_open_prices").method_direct_trigger()

    def test_a_price_to_come_that_is_called_off_is_forgotten(self):
        self._take(product(BOOK, prices=[self._price("9.40", 10)]))
        later = self._prices("later")
        self._take(product(BOOK, prices=[self._price("9.60", 12)]))
        self.assertEqual((later.state, self._prices("later").theirs), ("gone", "9.60"))
        self._take(product(BOOK, prices=[self._price("9.40", 10)]))
        self.assertEqual(later.state, "later")

    def test_a_new_title_has_its_fixed_price_and_a_digital_one_is_none(self):
        digital = product("9782743200374", form="EA")
        wizard = self._take(product(OTHER, prices=[self._price("7.20")]), digital, is_made=True)
        self.assertEqual(wizard.line_ids.mapped("state"), ["new", "digital"])
        title = self.env["product.template"].search([("barcode", "=", OTHER)])
        self.assertEqual(
            (title.name, title.list_price, title.bookstore_publisher_id.name),
            ("La Curée", 7.2, "Gallimard"),
        )
        self.assertEqual(title.bookstore_availability, "available")
        self.assertFalse(title.bookstore_marc)

    def test_a_notice_of_deletion_deletes_nothing(self):
        self._take(product(BOOK, prices=[self._price("8.90")]))
        self._take(
            product(BOOK, notice="05", availability="51"), product(OTHER, notice="05"), is_made=True
        )
        record = self.records.search([("code", "=", BOOK)])
        self.assertTrue(record.is_withdrawn and record.prices)
        self.assertTrue(self.book.exists() and self.book.active)
        self.assertEqual(self.book.bookstore_availability, "available")
        self.assertFalse(self.env["product.template"].search([("barcode", "=", OTHER)]))
        self._take(product(BOOK))
        self.assertFalse(record.is_withdrawn)

    def test_nobody_types_whether_a_title_can_be_had(self):
        self._take(product(BOOK, prices=[self._price("8.90")]))
        for user in (self.bookseller, self.manager):
            for vals in (
                {"bookstore_availability": "out_of_print"},
                {"bookstore_availability": False},
                {"bookstore_availability_on": fields.Datetime.now()},
            ):
                for record in (self.book, self.title):
                    mine = self._mine(record, user)
                    with self.assertRaises(AccessError):
                        mine.write(vals)
                    with self.assertRaises(AccessError):
                        mine.create({"name": "Forged"} | vals)
        self.assertEqual(self.book.bookstore_availability, "available")
        titles = self._mine(self.env["product.template"]).with_context(
            default_bookstore_availability="out_of_print"
        )
        self.assertFalse(titles.create({"name": "By a default"}).bookstore_availability)
