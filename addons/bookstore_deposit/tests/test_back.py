from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TillCommon


@tagged("post_install", "-at_install")
class TestBack(TillCommon):
    """Copies that come back without a known sale: nobody is guessed to be their owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()

    def _decide(self, owner, quantity=None):
        self._as(self.bookseller, self._pending()).action_decide(owner.id, quantity=quantity)

    def _entry(self):
        return self.env["bookstore.allocation"].search(
            [
                ("product_id", "=", self.title.id),
                ("kind", "=", "irregular_in"),
                ("quantity", ">", 0),
            ]
        )

    def test_a_refund_without_its_ticket_waits_between_two_owners(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        refund = self._ring_up(-1)
        self.assertEqual(refund.picking_ids.state, "done")
        self.assertOwn({self.owner_a: 1, self.owner_b: 1, self.undecided: 1})
        entry = self._pending()
        self.assertRecordValues(entry, [{"kind": "irregular_in", "quantity": 1, "is_asked": True}])
        self.assertEqual(entry.reason_id, self.env.ref("bookstore_deposit.move_reason_back"))
        self.assertEqual(entry.open_candidate_ids, self.owner_a | self.owner_b | self.firm)
        self.assertTrue(self.deposit_a.blocking_count and self.deposit_b.blocking_count)
        alert = self.env["bookstore.alert"].search([("product_id", "=", self.title.id)])
        self.assertEqual(alert.mapped("kind"), ["ambiguity"])
        self.assertBooksRight()
        self._decide(self.owner_b)
        self.assertOwn({self.owner_a: 1, self.owner_b: 2})
        self.assertEqual(alert.state, "solved")
        statement = self._statement(self.deposit_b)
        self.assertEqual((statement.line_ids.adjusted, statement.amount_untaxed), (1, 0))
        self.assertBooksRight()

    def test_a_refund_without_its_ticket_is_the_only_owners(self):
        self._receive(self.owner_a, 1)
        self._ring_up(-1)
        self.assertOwn({self.owner_a: 2})
        entry = self._entry()
        self.assertRecordValues(
            entry, [{"state": "decided", "decided_how": "direct", "owner_id": self.owner_a.id}]
        )
        self.assertBooksRight()
        self._as(self.bookseller, entry).action_undo_decision()
        self.assertOwn({self.owner_a: 1, self.undecided: 1})
        self._decide(self.firm)
        self.assertOwn({self.owner_a: 1, self.firm: 1})
        self.assertBooksRight()

    def test_a_refund_of_a_title_nobody_entrusted_is_the_shops_own(self):
        self._ring_up(-1)
        self.assertOwn({self.firm: 1})
        self.assertFalse(self._entry())

    def test_a_refund_without_its_ticket_waits_between_a_distributor_and_the_shop(self):
        self._receive(self.firm, 1)
        self._sell(1)  # no journal was kept: the title was the shop's own
        self._receive(self.owner_a, 1)
        self._ring_up(-1)
        self.assertOwn({self.owner_a: 1, self.undecided: 1})
        self.assertBooksRight()

    def test_more_copies_than_were_sold_come_back(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        picking = self._deliver(self.clerk)
        self._decide(self.owner_b)
        self._press_return(self.clerk, picking, 3)
        self.assertOwn({self.owner_a: 1, self.owner_b: 1, self.undecided: 2})
        self.assertEqual(self._pending().quantity, 2)
        self.assertEqual(self.title.qty_available, 4)
        self.assertBooksRight()
        self._decide(self.owner_a, 1)
        self._decide(self.owner_b)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2})
        self.assertBooksRight()

    def test_more_undecided_copies_than_were_sold_come_back(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        picking = self._deliver(self.clerk)
        self._press_return(self.clerk, picking, 2)
        self.assertOwn({self.owner_a: 1, self.owner_b: 1, self.undecided: 1})
        self.assertEqual(self._pending(), self._entry())
        self.assertBooksRight()

    def test_more_copies_of_the_only_owner_than_were_sold_come_back(self):
        self._receive(self.owner_a, 2)
        picking = self._deliver(self.clerk)
        self._press_return(self.clerk, picking, 2)
        self.assertOwn({self.owner_a: 3})
        self.assertEqual(self._entry().quantity, 1)
        self.assertBooksRight()

    def test_what_the_shop_sold_as_its_own_comes_back_as_its_own(self):
        self._receive(self.firm, 2)
        picking = self._deliver(self.clerk)
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        self._press_return(self.clerk, picking, 1)
        self.assertOwn({self.firm: 2, self.owner_a: 1, self.owner_b: 1})
        self._press_return(self.clerk, picking, 1)
        self.assertOwn({self.firm: 2, self.owner_a: 1, self.owner_b: 1, self.undecided: 1})
        self.assertBooksRight()

    def test_more_than_the_shop_sold_as_its_own_waits(self):
        self._receive(self.firm, 2)
        picking = self._deliver(self.clerk)
        self._receive(self.owner_a, 1)
        self._press_return(self.clerk, picking, 3)
        self.assertOwn({self.firm: 2, self.owner_a: 1, self.undecided: 2})
        self.assertEqual(self._pending().quantity, 2)
        self.assertBooksRight()

    # -- taken out again -------------------------------------------------------------

    def test_copies_that_wait_are_taken_out_again_in_parts(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        picking = self._deliver(self.clerk)
        self._decide(self.owner_b)
        self._press_return(self.clerk, picking, 1)
        back = self._press_return(self.clerk, picking, 2)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2, self.undecided: 2})
        self._press_return(self.clerk, back, 1)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2, self.undecided: 1})
        self.assertEqual(self._pending().quantity, 1)
        self._press_return(self.clerk, back, 1)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2})
        self.assertFalse(self._pending())
        self.assertBooksRight()

    def test_a_decided_entry_is_taken_out_again_and_owed_to_nobody(self):
        self._receive(self.owner_a, 2)
        picking = self._deliver(self.clerk)
        self._press_return(self.clerk, picking, 1)
        back = self._press_return(self.clerk, picking, 2)
        self.assertOwn({self.owner_a: 4})
        self._statement(self.deposit_a).action_close()
        self._press_return(self.clerk, back, 2)
        self.assertOwn({self.owner_a: 2})
        statement = self._statement(self.deposit_a)
        self.assertEqual((statement.line_ids.adjusted, statement.amount_untaxed), (-2, 0))
        self.assertBooksRight()

    def test_of_a_return_taken_out_again_only_the_sold_copy_is_asked(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        picking = self._deliver(self.clerk)
        self._decide(self.owner_b)
        back = self._press_return(self.clerk, picking, 3)
        self._decide(self.owner_a, 1)  # one of the two that nobody sold
        self.assertOwn({self.owner_a: 3, self.owner_b: 2, self.undecided: 1})
        self._press_return(self.clerk, back, 3)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2, self.undecided: -1})
        self.assertEqual(self._pending().mapped("kind"), ["sale"])
        self.assertBooksRight()

    def test_a_refund_rung_up_again_is_a_sale_that_waits(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        self._ring_up(-1)
        self._ring_up(1)
        self.assertOwn({self.owner_a: 1, self.owner_b: 1})
        self.assertEqual(sorted(self._pending().mapped("kind")), ["irregular_in", "sale"])
        for entry in self._pending().sorted("kind"):
            self._as(self.bookseller, entry).action_decide(self.owner_a.id)
        self.assertOwn({self.owner_a: 1, self.owner_b: 1})
        self.assertBooksRight()

    def test_copies_that_left_since_are_not_taken_from_their_owner(self):
        self._receive(self.owner_a, 1)
        self._ring_up(-1)
        self._send_back(self.owner_a, 2)
        with self.assertRaisesRegex(UserError, "left since"):
            self._as(self.bookseller, self._entry()).action_undo_decision()
        self.assertOwn({})
        self.assertBooksRight()

    # -- neighbours --------------------------------------------------------------------

    def test_a_return_parcel_that_comes_back_is_its_distributors(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 1)
        parcel = self._send_back(self.owner_a, 2)
        self._press_return(self.clerk, parcel.picking_ids, 1)
        self.assertOwn({self.owner_a: 1, self.owner_b: 1})
        self.assertFalse(self._pending())
        self.assertBooksRight()

    def test_found_copies_of_the_shop_are_no_sale_beyond_the_stock(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        self._ring_up(-1)
        self._decide(self.firm)
        self._receive(self.owner_a, 1)
        self.assertFalse(self._pending())
        self.assertOwn({self.owner_a: 2, self.owner_b: 1, self.firm: 1})
        self.assertBooksRight()
