import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import OrderCommon
from .core.fake_directory import gln
from .core.fake_service import aperak, gencod

US, THEM, OTHERS = gln(1), gln(2), gln(3)


@tagged("post_install", "-at_install")
class TestServiceMessages(OrderCommon):
    """What Dilicom says of orders that left as files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.title.barcode = "9782070360024"
        cls.company.partner_id.global_location_number = US
        cls.owner_a.global_location_number = THEM
        cls.messages = cls._as(cls.bookseller, cls.env["bookstore.service.message"])

    def setUp(self):
        super().setUp()
        self.order = self._put_on_order(self._mark(2))

    def _read(self, *texts, user=None):
        data = "\r\n".join(texts).encode("cp1252")
        wizard = self._as(user or self.bookseller, self.env["bookstore.service.import"]).create(
            {"file": base64.b64encode(data)}
        )
        wizard.action_read()
        return wizard.told or ""

    def _about(self, kind="912", tail="301126;0905", **vals):
        return gencod(US, THEM, self.order.name, kind, tail=tail, **vals)

    def test_sent_taken_read(self):
        self.assertEqual(self.order.bookstore_edi_state, "none")
        self.order.action_bookstore_edifact()
        self.assertEqual(self.order.bookstore_edi_state, "sent")
        self.assertEqual(self._read(self._about()), "")
        self.assertEqual(self.order.bookstore_edi_state, "taken")
        moment = self.order.bookstore_message_ids.moment
        self.assertEqual(moment.isoformat(), "2026-11-30T08:05:00", "the hour of Paris")
        sent = self.order.bookstore_sent_on
        self.order.action_bookstore_edifact()  # looked at once more
        self.assertEqual(
            (self.order.bookstore_edi_state, self.order.bookstore_sent_on), ("taken", sent)
        )
        more = ("DTM+8:20261201:102",)
        self.assertEqual(self._read(aperak(US, THEM, self.order.name, more=more)), "")
        self.assertEqual(self.order.bookstore_edi_state, "read")
        self.assertEqual(len(self.order.bookstore_message_ids), 2)
        action = self.order.action_bookstore_view_messages()
        self.assertEqual(action["domain"], [("id", "in", self.order.bookstore_message_ids.ids)])

    def test_a_refusal_has_its_words_until_the_order_is_sent_again(self):
        self.order.action_bookstore_edifact()
        error = "007;000002;003;EAN;Référence inconnue"
        self._read(self._about("913", error), self._about())
        self.assertEqual(self.order.bookstore_edi_state, "refused")
        words = "007 Référence inconnue – ligne 000002, position 003, zone EAN"
        self.assertEqual(self.order.bookstore_edi_text, words)
        self.assertIn("Référence inconnue", self.order.message_ids[0].body)
        self._read(self._about("914", "012"))
        self.assertEqual(
            (self.order.bookstore_edi_state, self.order.bookstore_edi_text), ("broken", "012")
        )
        self.order.action_bookstore_edifact()
        self.assertEqual(
            (self.order.bookstore_edi_state, self.order.bookstore_edi_text), ("sent", "")
        )
        self._read(self._about(tail="301126;1400"))
        self.assertEqual(self.order.bookstore_edi_state, "taken")

    def test_the_same_message_twice_is_once(self):
        self._read(self._about("913", "007"))
        posted = len(self.order.message_ids)
        told = self._read(self._about("913", "007"), self._about("913", "007"))
        self.assertIn("1 were read already", told)
        self.assertEqual(len(self.order.bookstore_message_ids), 1)
        self.assertEqual(len(self.order.message_ids), posted)

    def test_what_is_for_others_or_about_others_touches_nothing(self):
        other = self.env["res.company"].create({"name": "Other shop"})
        strangers = (
            self.env["purchase.order"]
            .with_company(other)
            .create({"partner_id": self.owner_a.id, "company_id": other.id, "name": "P99999"})
        )
        told = self._read(gencod(OTHERS, THEM, self.order.name))
        self.assertIn(OTHERS, told)
        self.assertFalse(self.messages.search([]))
        told = self._read(gencod(US, THEM, "P99999"), gencod(US, OTHERS, self.order.name))
        self.assertIn("P99999", told)
        self.assertEqual(len(self.messages.search([("order_id", "=", False)])), 2)
        self._read(self._about(about="024"))
        self._read(
            gencod(US, THEM, "%"), gencod(US, THEM, ""), gencod(US, THEM, self.order.name[:3])
        )
        self.assertEqual(self.order.bookstore_edi_state, "none")
        self.assertEqual(strangers.bookstore_edi_state, "none")
        self.assertEqual(len(self.messages.search([])), 6)

    def test_unknown_kinds_are_kept_as_they_came(self):
        self.assertEqual(self._read(self._about("955", "x;y")), "")
        message = self.order.bookstore_message_ids
        self.assertEqual((message.event, message.kind), ("unknown", "955"))
        self.assertIn(f"{self.order.name};000001;301126;{THEM};x;y", message.raw)
        self.assertEqual(self.order.bookstore_edi_state, "none")

    def test_long_numbers_are_known_by_their_first_eight_signs(self):
        self.order.name = "LIB/2026/00012"
        self._read(gencod(US, THEM, "LIB/2026"))
        self.assertEqual(self.order.bookstore_edi_state, "taken")
        second = self._put_on_order(self._mark(1))
        second.name = "LIB/2026/00013"
        self._read(gencod(US, THEM, "LIB/2026", "914", tail="1"))
        self.assertEqual((self.order | second).mapped("bookstore_edi_state"), ["taken", "none"])

    def test_what_cannot_be_read_is_told(self):
        self.assertIn("cut", self._read(self._about().replace("199;7", ""), self._about()))
        self.assertEqual(self.order.bookstore_edi_state, "taken")
        with self.assertRaises(UserError):
            self._read("EAN;Réponse")
        self.company.partner_id.global_location_number = False
        with self.assertRaises(UserError) as caught:
            self._read(self._about())
        self.assertIn("GLN", str(caught.exception))

    def test_nobody_types_what_dilicom_says(self):
        self._read(self._about())
        message = self._as(self.manager, self.order.bookstore_message_ids)
        with self.assertRaises(AccessError):
            message.event = "read"
        with self.assertRaises(AccessError):
            self._read(self._about(), user=self.clerk)
        with self.assertRaises(AccessError):
            self._as(self.manager, self.messages).create({"digest": "x"})

    def test_who_only_reads_an_order_sends_nothing_and_nobody_types_that_it_was_sent(self):
        reader = new_test_user(
            self.env,
            "reader_of_orders",
            "stock.group_stock_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        seen = self._as(reader, self.order)
        self.assertTrue(seen.has_access("read"))
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            seen.action_bookstore_edifact()
        self.assertEqual(self.order.bookstore_edi_state, "none")
        typed = {"bookstore_sent_on": "2026-11-30 10:00:00"}
        for vals in (typed, {"bookstore_edi_state": "read"}):
            with self.assertRaisesRegex(AccessError, "nobody types it"):
                self._as(self.manager, self.order).write(vals)
        orders = self._as(self.manager, self.env["purchase.order"])
        with self.assertRaises(AccessError):
            orders.create({"partner_id": self.owner_a.id} | typed)
        with self.assertRaises(AccessError):
            orders.with_context(default_bookstore_sent_on=typed["bookstore_sent_on"]).create(
                {"partner_id": self.owner_a.id}
            )
