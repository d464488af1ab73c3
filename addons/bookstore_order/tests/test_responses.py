import base64
from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import OrderCommon
from .core.fake_directory import gln
from .core.fake_response import answer_line, ordrsp

US, THEM, OTHERS = gln(1), gln(2), gln(3)
BOOK, NEWER, UNKNOWN = "9782070360024", "9782070251902", "9782743200374"


@tagged("post_install", "-at_install")
class TestResponses(OrderCommon):
    """Answers of distributors as messages: shown first, each line taken once, nothing guessed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.title.barcode = BOOK
        cls.newer = cls._create_title("Les Contemplations (2026)", barcode=NEWER)
        cls.company.partner_id.global_location_number = US
        cls.owner_a.global_location_number = THEM
        cls.imports = cls._as(cls.bookseller, cls.env["bookstore.response.import"])

    def setUp(self):
        super().setUp()
        self.need = self._mark(2)
        self.order = self._put_on_order(self.need)
        self.line = self.order.order_line

    def _message(self, *lines, order=None, us=US, them=THEM, number="R1"):
        return ordrsp(us, them, order or self.order.name, *lines, number=number)

    def _import(self, *messages):
        wizard = self.imports.create({"file": base64.b64encode(b"".join(messages))})
        wizard.action_read()
        return wizard

    def _kinds(self, wizard):
        return wizard.line_ids.mapped("kind")

    def _doubt(self, *lines, **vals):
        """The words of the one line of a message, of which nothing is taken."""
        wizard = self._import(self._message(*lines, **vals))
        [line] = wizard.line_ids
        self.assertEqual((line.kind, line.is_taken), ("doubt", False))
        line.is_taken = True
        with self.assertRaises(UserError), self.env.cr.savepoint():
            wizard.action_take()
        self.assertFalse(self.line.bookstore_answer_id)
        return line.detail

    def test_what_follows_is_shown_before_it_is_done(self):
        message = self._message(answer_line(1, BOOK, "7", codes=[("8B", "OP")], text="Fini"))
        wizard = self._import(message)
        [line] = wizard.line_ids
        self.assertEqual((line.kind, line.is_taken, line.quantity), ("new", True, 2))
        self.assertEqual(line.order_line_id, self.line)
        self.assertEqual(
            line.answer_id, self.env.ref("bookstore_order.bookstore_answer_out_of_print")
        )
        self.assertIn("tell the customers", line.detail)
        self.assertIn("Fini", line.detail)
        self.assertFalse(self.line.bookstore_answer_id)
        self.assertEqual(self.line.bookstore_waiting, 2)
        action = wizard.action_take()
        self.assertEqual(action["res_model"], "purchase.order.line")
        self.assertEqual(self.line.bookstore_answer_id, line.answer_id)
        self.assertEqual(self.line.bookstore_waiting, 0)
        self.assertEqual(self.need.state, "dropped")
        self.assertEqual(self.order.bookstore_edi_state, "answered")
        self.assertEqual(self.order.bookstore_message_ids.kind, "ORDRSP")

    def test_a_file_twice_does_nothing_twice(self):
        message = self._message(answer_line(1, BOOK, "7"))
        self._import(message, message).action_take()
        self.assertEqual(self._open(), {"mark": 2})
        again = self._import(message)
        self.assertEqual((again.line_ids.ids, again.done_count), ([], 1))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            again.action_take()
        self.line.action_bookstore_expect_again()  # the distributor called meanwhile
        self.assertFalse(self._import(message).line_ids)
        self.assertEqual((self.line.bookstore_waiting, self._open()), (2, {}))
        self.assertEqual(len(self.order.bookstore_message_ids), 1)

    def test_what_was_not_taken_is_offered_again(self):
        second = self._put_on_order(self._mark(1, title=self.newer))
        message = self._message(
            answer_line(1, BOOK, "5"), ["LIN+2+5+" + NEWER, f"RFF+ON:{second.name}"]
        )
        wizard = self._import(message)
        self.assertEqual(self._kinds(wizard), ["new", "new"])
        wizard.line_ids[1].is_taken = False
        wizard.action_take()
        again = self._import(message)
        self.assertEqual((again.done_count, again.line_ids.order_line_id), (1, second.order_line))
        again.action_take()
        self.assertTrue(second.order_line.bookstore_answer_id)
        self.assertEqual(self._import(message).done_count, 2)

    def test_each_answer_has_its_consequence(self):
        day = date(2027, 1, 5)
        for codes, name, waiting in (
            ([("8B", "IB")], "noted", 2),
            ([("8B", "TU")], "no_date", 2),
            ([("8B", "RP")], "later", 2),
            ([("12B", "800")], "on_its_way", 2),
            ([("8B", "NK")], "not_here", 0),
        ):
            line = answer_line(1, BOOK, codes=codes, day="20270105")
            self._import(self._message(line, number=name)).action_take()
            answer = self.env.ref(f"bookstore_order.bookstore_answer_{name}")
            self.assertEqual(self.line.bookstore_answer_id, answer)
            self.assertEqual(self.line.bookstore_waiting, waiting, name)
            expected = False if name == "not_here" else day
            self.assertEqual(self.line.bookstore_answer_date, expected)
        self.assertEqual(self._open(), {"mark": 2})
        gone = self._import(self._message(answer_line(1, BOOK, "5"), number="late"))
        self.assertIn("Expected again", gone.line_ids.detail)

    def test_replaced_by_another_title(self):
        line = answer_line(1, BOOK, codes=[("12B", "210")], replaced=NEWER)
        self._import(self._message(line)).action_take()
        self.assertEqual(self.line.bookstore_replaced_by_id, self.newer)
        need = self.env["bookstore.need"].search([("product_id", "=", self.newer.id)])
        self.assertEqual((need.quantity, need.partner_id), (2, self.owner_a))

    def test_what_does_not_fit_is_told(self):
        accepted = answer_line(1, BOOK, "5")
        self.assertIn("P99999", self._doubt(accepted, order="P99999"))
        self.assertIn("not on the order", self._doubt(answer_line(1, UNKNOWN, "5")))
        self.assertIn(OTHERS, self._doubt(accepted, them=OTHERS))
        self.assertIn("8B XX", self._doubt(answer_line(1, BOOK, "5", codes=[("8B", "XX")])))
        self.assertIn("1 of 2", self._doubt(answer_line(1, BOOK, "5", quantities=[("12", 1)])))
        replaced = answer_line(1, BOOK, "7", replaced=UNKNOWN)
        self.assertIn(UNKNOWN, self._doubt(replaced))
        other = self._put_on_order(self._mark(1, title=self.newer)).order_line
        mistaken = answer_line(1, BOOK, "5", line=str(other.id))
        self.assertNotIn("another title", self._import(self._message(mistaken)).line_ids.detail)
        self.env["purchase.order.line"].browse(other.id).order_id = self.order
        self.assertIn("another title", self._doubt(mistaken))
        wizard = self._import(
            self._message(answer_line(1, BOOK, "5"), answer_line(2, BOOK, "7")),
        )
        self.assertEqual(self._kinds(wizard), ["doubt", "doubt"])
        itself = answer_line(1, BOOK, codes=[("12B", "210")], replaced=BOOK)
        self.assertIn("not named", self._doubt(itself))
        waiting = self._put_on_order(self._mark(1), confirm=False)
        self.assertIn("not confirmed", self._doubt(accepted, order=waiting.name))

    def test_a_doubt_about_a_part_holds_what_is_said_of_the_rest(self):
        coming = answer_line(1, BOOK, "5", quantities=[("12", 1)])
        over = answer_line(2, BOOK, "7", codes=[("8B", "OP")])
        wizard = self._import(self._message(coming, over))
        self.assertEqual(self._kinds(wizard), ["doubt", "doubt"])
        self.assertFalse(any(wizard.line_ids.mapped("is_taken")))
        self.assertIn("1 of 2", wizard.line_ids[0].detail)
        self.assertIn("different things", wizard.line_ids[1].detail)

    def test_the_day_of_a_former_answer_goes_with_it(self):
        in_a_fortnight = fields.Date.add(fields.Date.context_today(self.line), days=15)
        for codes, day, expected in (
            ([("8B", "RP")], "20270105", date(2027, 1, 5)),
            ([("8B", "TU")], "", in_a_fortnight),
            ([("12B", "800")], "", False),
        ):
            line = answer_line(1, BOOK, codes=codes, day=day)
            self._import(self._message(line, number=codes[0][1])).action_take()
            self.assertEqual(self.line.bookstore_answer_date, expected)

    def test_a_former_ean_of_a_merged_title_is_read(self):
        self.line = self._put_on_order(self._mark(1, title=self.newer)).order_line
        former = self._create_title("Les Contemplations, 2e édition", barcode=UNKNOWN)
        merge = self.env["bookstore.merge"].create(
            {
                "title_ids": [Command.set((self.newer | former).ids)],
                "kept_id": self.newer.id,
            }
        )
        merge.action_merge()
        told = answer_line(1, UNKNOWN, "5", line=str(self.line.id))
        read = self._import(self._message(told, order=self.line.order_id.name)).line_ids
        self.assertEqual((read.kind, read.order_line_id), ("new", self.line))
        replaced = answer_line(1, BOOK, codes=[("12B", "210")], replaced=UNKNOWN)
        self._import(self._message(replaced)).action_take()
        self.assertEqual(self.order.order_line.bookstore_replaced_by_id, self.newer)

    def test_from_an_order_the_answers_are_those_of_its_company(self):
        other = self.env["res.company"].create({"name": "Other shop"})
        self.bookseller.company_ids |= other
        data = base64.b64encode(self._message(answer_line(1, BOOK, "5")))
        elsewhere = {"allowed_company_ids": (other | self.company).ids}
        wizards = self.env["bookstore.answer.import"].with_user(self.bookseller)
        wizard = wizards.with_context(**elsewhere).create({"order_id": self.order.id, "file": data})
        read = self.imports.with_context(**elsewhere).browse(wizard.action_read()["res_id"])
        self.assertEqual((read.company_id, self._kinds(read)), (self.company, ["new"]))
        read.action_take()
        self.assertTrue(self.line.bookstore_answer_id)
        self.assertEqual(self.order.bookstore_message_ids.company_id, self.company)
        with self.assertRaises(AccessError):
            self.imports.create({"company_id": other.id, "file": data})

    def test_codes_of_the_bookshop_go_first(self):
        self.env.ref("bookstore_order.bookstore_answer_no_date").code = "manquant, XX"
        line = answer_line(1, BOOK, "5", codes=[("8B", "XX")])
        self._import(self._message(line)).action_take()
        self.assertEqual(self.line.bookstore_answer_id.consequence, "ask")

    def test_two_lines_of_one_title_are_told_apart_by_our_reference(self):
        self.order = self._put_on_order(self._mark(2), confirm=False)
        self.line = self.order.order_line
        twin = self.line.copy({"order_id": self.order.id})
        self.order.button_confirm()
        self.assertIn("several lines", self._doubt(answer_line(1, BOOK, "5")))
        line = answer_line(1, BOOK, "5", line=str(twin.id))
        self._import(self._message(line)).action_take()
        self.assertTrue(twin.bookstore_answer_id)
        self.assertFalse(self.line.bookstore_answer_id)

    def test_what_is_for_others_or_no_answer_is_told(self):
        wizard = self._import(self._message(answer_line(1, BOOK, "5"), us=OTHERS))
        self.assertIn(OTHERS, wizard.told)
        self.assertFalse(wizard.line_ids)
        for data in (b"EAN;Reponse\n", b"UNA:+.? '"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.imports.create({"file": base64.b64encode(data)}).action_read()
        with self.assertRaises(AccessError):
            self._as(self.clerk, self.imports).create({"file": base64.b64encode(b"x")})
        self.company.partner_id.global_location_number = False
        with self.assertRaisesRegex(UserError, "GLN"):
            self._import(self._message(answer_line(1, BOOK, "5")))

    def test_the_button_of_the_order_reads_messages_too(self):
        data = base64.b64encode(self._message(answer_line(1, BOOK, "5")))
        wizard = self._as(self.bookseller, self.env["bookstore.answer.import"]).create(
            {"order_id": self.order.id, "file": data}
        )
        action = wizard.action_read()
        self.assertEqual(action["res_model"], "bookstore.response.import")
        read = self.imports.browse(action["res_id"])
        self.assertEqual(read.line_ids.order_line_id, self.line)
