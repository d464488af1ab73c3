from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestOwnership(BookstoreCommon):
    def test_the_only_owner_is_set_at_once(self):
        self._receive(self.owner_a, 3)
        sale = self._sell()
        self.assertOwn({self.owner_a: 2})
        self.assertEqual(sale.restrict_partner_id, self.owner_a)
        self.assertEqual(sale.allocation_ids.state, "decided")
        self.assertBooksRight()

    def test_a_copy_of_two_owners_waits_undecided(self):
        self._receive(self.owner_a, 3)
        self._receive(self.owner_b, 2)
        self._sell()
        self.assertOwn({self.owner_a: 3, self.owner_b: 2, self.undecided: -1})
        self.assertEqual(self._pending().candidate_ids, self.owner_a | self.owner_b)
        self.assertBooksRight()

    def test_firm_and_deposit_copies_are_an_ambiguity_too(self):
        self._receive(self.firm, 2)
        self._receive(self.owner_a, 1)
        self._sell()
        self.assertEqual(self._pending().candidate_ids, self.owner_a | self.firm)

    def test_a_sale_of_four_is_not_split_silently_by_core(self):
        """Core alone takes A×3 and B×1, first in first out (spec, section 0)."""
        self._receive(self.owner_a, 3)
        self._receive(self.owner_b, 2)
        self._receive(self.firm, 2)
        sale = self._sell(4)
        self.assertEqual(sale.move_line_ids.owner_id, self.undecided)
        self.assertOwn({self.owner_a: 3, self.owner_b: 2, self.firm: 2, self.undecided: -4})

    def test_a_decision_moves_ownership_and_not_copies(self):
        self._receive(self.owner_a, 3)
        self._receive(self.owner_b, 2)
        self._sell()
        physical = self.title.qty_available
        self._pending().action_decide(self.owner_b.id)
        self.assertOwn({self.owner_a: 3, self.owner_b: 1})
        self.assertEqual(self.title.qty_available, physical)
        self.assertBooksRight()

    def test_a_decision_is_undone_and_taken_again(self):
        self._receive(self.owner_a, 3)
        self._receive(self.owner_b, 2)
        sale = self._sell()
        allocation = self._pending()
        allocation.action_decide(self.owner_b.id)
        allocation.action_undo_decision()
        self.assertOwn({self.owner_a: 3, self.owner_b: 2, self.undecided: -1})
        allocation.action_decide(self.owner_a.id)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2})
        self.assertEqual(sale.state, "done")
        self.assertBooksRight()

    def test_a_decision_for_someone_who_owns_none_is_refused(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 2)
        self._sell()
        with self.assertRaisesRegex(UserError, "Distributor C had no copy"):
            self._pending().action_decide(self.owner_c.id)
        self.assertOwn({self.owner_a: 1, self.owner_b: 2, self.undecided: -1})

    def test_an_owner_is_not_given_more_than_it_has(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 5)
        self._sell(3)
        with self.assertRaisesRegex(UserError, "owns only 1"):
            self._pending().action_decide(self.owner_a.id)
        self._pending().action_decide(self.owner_a.id, quantity=1)
        self.assertOwn({self.owner_b: 3})
        self.assertBooksRight()

    def test_the_question_shows_its_possible_answers_and_the_advised_one(self):
        self.owner_b.bookstore_rating = "4"
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        self._sell()
        context = {"active_model": "bookstore.allocation", "active_ids": self._pending().ids}
        with Form(self.env["bookstore.decide"].with_context(**context)) as form:
            self.assertEqual(form.owner_id, self.owner_b)
            self.assertEqual(form.candidate_ids.ids, (self.owner_a | self.owner_b).ids)
            form.owner_id = self.owner_a
        form.record.action_confirm()
        self.assertOwn({self.owner_a: 1, self.owner_b: 2})

    def test_the_advice_is_followed_in_bulk_within_what_each_owns(self):
        self.owner_a.bookstore_rating, self.owner_b.bookstore_rating = "4", "1"
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 4)
        for _sale in range(3):
            self._sell()
        self.assertEqual(self._pending()[0].advised_owner_id, self.owner_a)
        self._pending().action_decide_advised()
        self.assertOwn({self.owner_b: 3})
        self.assertBooksRight()

    def test_what_can_only_have_one_answer_is_decided_alone(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        self._sell()
        self.assertTrue(self._pending())
        self._sell()
        self.assertFalse(self._pending())
        self.assertOwn({})
        self.assertBooksRight()

    def test_excluding_one_of_two_answers_decides(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        self._sell()
        self._pending().action_exclude(self.owner_a.id)
        self.assertOwn({self.owner_a: 2, self.owner_b: 1})

    def test_excluding_one_of_three_leaves_the_question_for_the_others(self):
        self._create_deposit(self.owner_c)
        for owner in (self.owner_a, self.owner_b, self.owner_c):
            self._receive(owner, 2)
        self._sell()
        self._pending().action_exclude(self.owner_a.id)
        self.assertEqual(self._pending().open_candidate_ids, self.owner_b | self.owner_c)
        self.assertFalse(self.deposit_a.blocking_count)
        self.assertEqual(self.deposit_b.blocking_count, 1)

    def test_selling_what_is_not_there_waits_for_the_parcel(self):
        self._receive(self.owner_a, 1)
        self._sell()
        self._sell()
        waiting = self._pending()
        self.assertFalse(waiting.candidate_ids)
        self.assertEqual(self.title.qty_available, -1)
        alert = self.env["bookstore.alert"].search([("product_id", "=", self.title.id)])
        self.assertIn("negative", alert.mapped("kind"))
        self._receive(self.owner_b, 3)
        waiting.action_decide(self.owner_b.id)
        self.assertOwn({self.owner_b: 2})
        self.assertFalse(alert.filtered(lambda alert: alert.state == "open"))
        self.assertBooksRight()

    def test_a_transfer_does_not_decide_the_owner(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        self._move("transfer", 3, target=self.reserve)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2})
        in_reserve = self.title.with_context(location=self.reserve.id)
        in_reserve.invalidate_recordset(["qty_available"])
        self.assertEqual(in_reserve.qty_available, 3)
        self.assertBooksRight()

    def test_a_customers_return_goes_back_to_the_owner_of_its_sale(self):
        self._receive(self.owner_a, 2)
        sale = self._sell()
        self._receive(self.owner_b, 2)
        self._take_back(sale)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2})
        self.assertBooksRight()

    def test_a_customers_return_of_an_undecided_copy_leaves_no_question(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        sale = self._sell(2)
        self._take_back(sale, 1)
        self.assertEqual(self._pending().quantity, 1)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2, self.undecided: -1})
        self.assertBooksRight()

    def test_a_return_of_copies_of_two_owners_gives_each_its_own(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        sale = self._sell(2)
        self._pending().action_decide(self.owner_a.id, quantity=1)
        self._pending().action_decide(self.owner_b.id)
        self._take_back(sale, 2)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2})
        self.assertBooksRight()

    def test_firm_stock_value_changes_exactly_at_the_decision(self):
        self._receive(self.firm, 2, discount=40)
        self._receive(self.owner_a, 2)
        value = self.title.total_value
        self._sell()
        self.title.invalidate_recordset(["total_value"])
        self.assertEqual(self.title.total_value, value)
        self._pending().action_decide(self.firm.id)
        self.title.invalidate_recordset(["total_value"])
        self.assertAlmostEqual(self.title.total_value, value / 2)

    def test_deposit_copies_have_no_value(self):
        self._receive(self.owner_a, 5)
        self.title.invalidate_recordset(["total_value"])
        self.assertEqual(self.title.total_value, 0)

    def test_a_title_nobody_consigned_is_left_to_core(self):
        self._receive(self.firm, 2)
        sale = self._sell()
        self.assertFalse(sale.allocation_ids)
        self.assertFalse(sale.move_line_ids.owner_id)

    def test_sales_paid_differently_are_not_shared_out_alone(self):
        """One copy of each owner was sold: at 10.55 and 12.66, and nobody knows which was whose."""
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        first = self._sell()
        self.title.list_price = 12.66
        self._sell()
        self.assertEqual(len(self._pending()), 2)
        first.allocation_ids.action_decide(self.owner_b.id)
        self.assertFalse(self._pending(), "the other one can only be A's")
        self.assertOwn({})
        self.assertBooksRight()

    def test_sales_paid_alike_are_shared_out(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        self._sell()
        self._sell()
        self.assertFalse(self._pending())
        self.assertBooksRight()
