from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import OrderCommon


@tagged("post_install", "-at_install")
class TestRefusers(OrderCommon):
    """Who answered “elsewhere” is not asked again: for which needs, and for how long."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._supply(cls.title)
        cls.owner_a.bookstore_rating, cls.owner_b.bookstore_rating = "3", "1"
        cls.refused = cls.env.ref("bookstore_order.bookstore_answer_refused")

    @classmethod
    def _supply(cls, title):
        owners = (cls.owner_a, cls.owner_b)
        title.product_tmpl_id.seller_ids = [
            Command.clear(),
            *(Command.create({"partner_id": one.id, "company_id": False}) for one in owners),
        ]

    def _find_open(self):
        domain = [("product_id", "=", self.title.id), ("state", "=", "open")]
        return self.env["bookstore.need"].search(domain)

    def _mark_without_choice(self):
        self._find_open().action_drop()
        needs = self._as(self.bookseller, self.env["bookstore.need"])
        return needs.create({"product_id": self.title.id, "company_id": self.company.id})

    def test_what_is_open_already_is_not_asked_there_again(self):
        line = self._put_on_order(self._mark(2)).order_line
        waits = self._mark(1, reason="client", is_typed=True)
        other = self._create_title("Notre-Dame de Paris")
        self._supply(other)
        apart = self._mark(1, title=other)
        line.bookstore_answer_id = self.refused
        self.assertEqual(self._open(), {"mark": 2, "client": 1})
        self.assertEqual(self._find_open().partner_id, self.owner_b)
        self.assertEqual((waits.partner_id, apart.partner_id), (self.owner_b, self.owner_a))

    def test_an_owner_who_refused_is_not_asked_again_for_his_automatic_deposit(self):
        self.deposit_b.kind = "automatic"
        self._receive(self.owner_b, 3)
        self._sell(2)
        self.assertEqual(self._refresh(), {"deposit": 2})
        need = self._find_open()
        self.assertEqual(need.partner_id, self.owner_b)
        self._put_on_order(
            need.with_user(self.bookseller)
        ).order_line.bookstore_answer_id = self.refused
        self.assertEqual(
            (self._open(), self._find_open().partner_id), ({"deposit": 2}, self.owner_a)
        )
        self._find_open().unlink()
        self._refresh()
        self.assertEqual(self._find_open().partner_id, self.owner_a, "nor by the night")

    def test_each_company_has_its_own_answers(self):
        self._put_on_order(self._mark(2)).order_line.bookstore_answer_id = self.refused
        self._find_open().action_drop()
        other = self.env["res.company"].create({"name": "Other shop"})
        both = self.env["bookstore.need"].with_context(
            allowed_company_ids=(self.company | other).ids
        )
        needs = both.create(
            [
                {"product_id": self.title.id, "company_id": company.id}
                for company in (self.company, other)
            ]
        )
        self.assertEqual(needs.mapped("partner_id"), self.owner_b | self.owner_a)
        self.assertEqual([need.partner_id for need in needs], [self.owner_b, self.owner_a])
        needs[1].partner_id = self.owner_b
        self.assertEqual(needs.mapped("better"), ["", self.owner_a.name])

    def test_an_answer_about_a_merged_title_counts(self):
        former = self._create_title("The same book once more")
        self._put_on_order(
            self._mark(2, title=former)
        ).order_line.bookstore_answer_id = self.refused
        self.assertEqual(self._mark_without_choice().partner_id, self.owner_a)
        merge = self.env["bookstore.merge"].create(
            {
                "title_ids": [Command.set((self.title | former).ids)],
                "kept_id": self.title.id,
            }
        )
        merge.action_merge()
        self._supply(self.title)
        self.assertEqual(self._mark_without_choice().partner_id, self.owner_b)

    def test_who_refused_and_sent_it_all_the_same_is_asked_again(self):
        line = self._put_on_order(self._mark(2)).order_line
        self._receive(self.owner_a, 2, kind="firm", partner_id=self.owner_a.id)
        self.assertEqual(line.bookstore_waiting, 0)
        line.bookstore_answer_id = self.refused
        self.assertEqual(self._mark_without_choice().partner_id, self.owner_a)

    def test_a_distributor_that_somebody_chose_stays_unless_he_refused(self):
        order = self._put_on_order(self._mark(2))
        chosen = self._mark(1, partner_id=self.owner_b.id)
        order.button_cancel()
        self.assertEqual((chosen.quantity, chosen.partner_id), (3, self.owner_b))
        self._put_on_order(chosen).order_line.bookstore_answer_id = self.refused
        self.assertEqual(self._find_open().partner_id, self.owner_a)

    def test_many_lines_are_opened_again_with_as_many_queries_as_few(self):
        def count(number):
            titles = [self._create_title(f"Volume {number}.{one}") for one in range(number)]
            needs = self._mark(1, title=titles[0])
            for title in titles[1:]:
                needs |= self._mark(1, title=title)
            self._put_on_order(needs)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            needs.sudo()._reopen()
            self.env.flush_all()
            self.assertEqual(set(needs.mapped("state")), {"open"})
            return self.env.cr.sql_log_count - before

        count(1)  # what is read once
        self.assertEqual(count(3), count(8))

    def test_expected_again_the_day_of_the_answer_is_forgotten(self):
        line = self._put_on_order(self._mark(2)).order_line
        line.bookstore_answer_date = fields.Date.context_today(line)
        line.bookstore_answer_id = self.refused
        line.action_bookstore_expect_again()
        self.assertFalse(line.bookstore_answer_id or line.bookstore_answer_date)
        self.assertEqual(self._mark_without_choice().partner_id, self.owner_a)
