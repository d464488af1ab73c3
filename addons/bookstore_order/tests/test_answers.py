import base64

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OrderCommon


@tagged("post_install", "-at_install")
class TestAnswers(OrderCommon):
    """What distributors answer, and what follows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.title.barcode = "9782070360024"
        cls.newer = cls._create_title("Les Contemplations (2026)", barcode="9782070251902")

    def setUp(self):
        super().setUp()
        self.need = self._mark(2)
        self.line = self._put_on_order(self.need).order_line

    def _answer(self, name, **vals):
        answer = self.env.ref(f"bookstore_order.bookstore_answer_{name}")
        self.line.write({"bookstore_answer_id": answer.id} | vals)

    def test_noted_copies_will_come(self):
        self._answer("noted")
        self.assertEqual(self.line.bookstore_waiting, 2)
        self.assertEqual(self._open(), {})

    def test_without_date_it_is_asked_again_in_a_fortnight(self):
        self._answer("no_date")
        self.assertEqual(self.line.bookstore_waiting, 2)
        in_a_fortnight = fields.Date.add(fields.Date.context_today(self.line), days=15)
        self.assertEqual(self.line.bookstore_answer_date, in_a_fortnight)

    def test_not_here_is_to_be_ordered_elsewhere(self):
        self._answer("not_here")
        self.assertEqual(self.line.bookstore_waiting, 0)
        self.assertEqual(self._open(), {"mark": 2})

    def test_who_answered_elsewhere_is_not_proposed_again(self):
        self.title.product_tmpl_id.seller_ids = [
            (5, 0, 0),
            (0, 0, {"partner_id": self.owner_a.id}),
            (0, 0, {"partner_id": self.owner_b.id}),
        ]
        self.owner_a.bookstore_rating, self.owner_b.bookstore_rating = "3", "1"
        self.assertEqual(self.line.partner_id, self.owner_a)
        self._answer("refused")
        opened = self.env["bookstore.need"].search([("state", "=", "open")])
        self.assertEqual((opened.partner_id, opened.better), (self.owner_b, ""))
        opened.action_drop()
        self.assertEqual(self._mark_without_choice().partner_id, self.owner_b, "nor later on")
        self.title.product_tmpl_id.seller_ids[1].unlink()
        self.assertFalse(self._mark_without_choice().partner_id, "nobody else has it: asked")
        self.line.action_bookstore_expect_again()
        self.assertEqual(
            self._mark_without_choice().partner_id, self.owner_a, "they come after all"
        )

    def _mark_without_choice(self):
        needs = self._as(self.bookseller, self.env["bookstore.need"])
        needs.search([("state", "=", "open")]).action_drop()
        return needs.create({"product_id": self.title.id, "company_id": self.company.id})

    def test_out_of_print_is_over(self):
        self._answer("out_of_print")
        self.assertEqual(self.line.bookstore_waiting, 0)
        self.assertEqual((self._open(), self.need.state), ({}, "dropped"))

    def test_replaced_by_another_title(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._answer("replaced")
        self._answer("replaced", bookstore_replaced_by_id=self.newer.id)
        self.assertEqual(self._open(), {})
        need = self.env["bookstore.need"].search([("product_id", "=", self.newer.id)])
        self.assertEqual((need.quantity, need.partner_id), (2, self.owner_a))

    def test_an_answer_given_twice_asks_for_no_copy_twice(self):
        for _time in range(2):
            self._answer("replaced", bookstore_replaced_by_id=self.newer.id)
        need = self.env["bookstore.need"].search([("product_id", "=", self.newer.id)])
        self.assertEqual(need.quantity, 2)
        again = self.line.order_id.copy().order_line
        self.assertFalse(again.bookstore_answer_id or again.bookstore_replaced_by_id)

    def test_an_answer_to_an_order_in_preparation_gives_nothing_up(self):
        self.line = self._put_on_order(self._mark(1), confirm=False).order_line
        self._answer("not_here")
        self.assertEqual((self._open(), self.line.product_qty), ({}, 1))

    def _read(self, text, name="answers.csv"):
        wizard = self._as(self.bookseller, self.env["bookstore.answer.import"]).create(
            {
                "order_id": self.line.order_id.id,
                "file": base64.b64encode(text.encode()),
                "filename": name,
            }
        )
        wizard.action_read()
        return wizard.told or ""

    def test_answers_come_from_a_file(self):
        told = self._read("EAN;Réponse;Remplacé par\n978-2-07-036002-4;Remplacé;9782070251902\n")
        self.assertEqual(told, "")
        self.assertEqual(self.line.bookstore_replaced_by_id, self.newer)
        self.assertEqual(self.line.bookstore_waiting, 0)

    def test_the_day_of_a_former_answer_goes_with_it(self):
        self._read("EAN;Réponse;Date\n9782070360024;Noté;05/01/2027\n")
        self.assertEqual(self.line.bookstore_answer_date, fields.Date.to_date("2027-01-05"))
        self._read("EAN;Réponse;Date\n9782070360024;Noté;\n")
        self.assertTrue(self.line.bookstore_answer_date, "the same answer")
        self.line.bookstore_answer_id = self.env.ref("bookstore_order.bookstore_answer_no_date")
        self._read("EAN;Réponse;Date\n9782070360024;Noté;\n")
        self.assertFalse(self.line.bookstore_answer_date)

    def test_what_the_file_does_not_say_is_told_and_not_guessed(self):
        told = self._read("EAN;Réponse\n9782070360024;peut-être\n9782743200374;noté\n;noté\n")
        self.assertIn("peut-être", told)
        self.assertIn("9782743200374", told)
        self.assertFalse(self.line.bookstore_answer_id)
        with self.assertRaises(UserError):
            self._read("EAN;Prix\n9782070360024;12\n")
