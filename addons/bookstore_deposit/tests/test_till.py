from odoo.tests import tagged

from .common import TillCommon


@tagged("post_install", "-at_install")
class TestTill(TillCommon):
    def test_a_till_sale_of_an_ambiguous_title_is_taken_and_waits(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        order = self._ring_up()
        self.assertEqual(order.picking_ids.state, "done")
        allocation = self._pending()
        self.assertEqual(allocation.pos_order_line_id, order.lines)
        self.assertAlmostEqual(allocation.price_sold, 10.55)
        self.assertBooksRight()

    def test_a_till_refund_goes_back_to_the_owner_of_the_sale(self):
        self._receive(self.owner_a, 2)
        order = self._ring_up()
        self._receive(self.owner_b, 2)
        refund = self._ring_up(-1, refund_of=order)
        self.assertEqual(refund.picking_ids.state, "done")
        self.assertOwn({self.owner_a: 2, self.owner_b: 2})
        self.assertBooksRight()

    def test_a_till_refund_of_an_undecided_copy_leaves_no_question(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        order = self._ring_up()
        self._ring_up(-1, refund_of=order)
        self.assertFalse(self._pending())
        self.assertOwn({self.owner_a: 2, self.owner_b: 2})
        self.assertBooksRight()

    def test_the_till_is_told_before_payment_that_its_place_is_counted(self):
        self.assertFalse(self.till.get_bookstore_lock())
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count.action_start()
        self.assertIn("is being counted", self.till.get_bookstore_lock())
        count.action_cancel()
        self.assertFalse(self.till.get_bookstore_lock())

    def test_a_sale_paid_while_the_place_was_locked_is_kept_and_posted_at_the_end(self):
        """The place was locked while a cart was open: nothing is lost, nothing counted twice."""
        self._receive(self.owner_a, 3)
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count.action_start()
        order = self._ring_up()
        self.assertNotEqual(order.picking_ids.state, "done")
        alert = self.env["bookstore.alert"].search([("kind", "=", "queued_sale")])
        self.assertEqual(alert.picking_id, order.picking_ids)
        count.scan_choice(self.title.id, 2)
        count.action_review()
        self.assertRecordValues(
            count.line_ids, [{"difference": -1, "queued": 1, "resolution": "queued"}]
        )
        count.action_settle()
        count.action_close()
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(alert.state, "solved")
        self.assertOwn({self.owner_a: 2})
        self.assertBooksRight()

    def test_copies_sold_meanwhile_explain_only_as_many_missing_ones(self):
        self._receive(self.owner_a, 5)
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count.action_start()
        self._ring_up(2)
        self.assertEqual(count.queued_total, 2)
        count.scan_choice(self.title.id, 2)
        count.action_review()
        self.assertRecordValues(
            count.line_ids,
            [{"difference": -3, "queued": 2, "resolution": "queued", "to_settle": 2}],
        )
        count.action_settle()
        other = count.line_ids.filtered(lambda line: line.state == "open")
        self.assertRecordValues(other, [{"difference": -1, "queued": 0, "resolution": False}])
        other.resolution = "loss"
        count.action_settle()
        count.action_close()
        self.assertOwn({self.owner_a: 2})
        self.assertFalse(count.queued_total)
        self.assertBooksRight()

    def test_a_copy_brought_back_meanwhile_is_not_entered_twice(self):
        self._receive(self.owner_a, 3)
        order = self._ring_up()
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count.action_start()
        self._ring_up(-1, refund_of=order)
        count.scan_choice(self.title.id, 3)
        count.action_review()
        self.assertRecordValues(
            count.line_ids, [{"difference": 1, "queued": -1, "resolution": "queued"}]
        )
        count.action_settle()
        count.action_close()
        self.assertOwn({self.owner_a: 3})
        self.assertBooksRight()

    def test_a_sale_from_two_shelves_waits_for_both_inventories(self):
        shelves = self.env["stock.location"].create(
            [
                {"name": name, "location_id": self.shop.id, "usage": "internal"}
                for name in ("Poetry", "Novels")
            ]
        )
        for shelf in shelves:
            self._receive(self.firm, 1, place=shelf)
        counts = self.env["bookstore.count"].create(
            [{"location_id": shelf.id} for shelf in shelves]
        )
        counts.action_start()
        order = self._ring_up(2)
        for count in counts:
            self.assertNotEqual(order.picking_ids.state, "done")
            count.scan_choice(self.title.id, 1)
            count.action_review()
            count.action_close()
        self.assertEqual(order.picking_ids.state, "done")
        self.assertOwn({})
        self.assertFalse(
            self.env["bookstore.alert"].search(
                [("picking_id", "in", order.picking_ids.ids), ("state", "=", "open")]
            )
        )
        self.assertBooksRight()

    def test_a_sale_from_a_shelf_that_is_counted_alone_is_kept_too(self):
        """Core swallows the refusal of the shelf; only the titles of that shelf are refused."""
        shelf = self.env["stock.location"].create(
            {"name": "Poetry", "location_id": self.shop.id, "usage": "internal"}
        )
        other = self._create_title("In the shop itself")
        self._receive(self.owner_a, 2, place=shelf)
        self._receive(self.firm, 2, other)
        count = self.env["bookstore.count"].create({"location_id": shelf.id})
        count.action_start()
        self.assertIn("Poetry is being counted", self.till.get_bookstore_lock(self.title.ids))
        self.assertFalse(self.till.get_bookstore_lock(other.ids))
        self.assertEqual(self._ring_up(title=other).picking_ids.state, "done")
        order = self._ring_up()
        self.assertNotEqual(order.picking_ids.state, "done")
        count.scan_choice(self.title.id, 1)
        count.action_review()
        self.assertEqual(count.line_ids.resolution, "queued")
        count.action_settle()
        count.action_close()
        self.assertEqual(order.picking_ids.state, "done")
        self.assertOwn({self.owner_a: 1})
        self.assertBooksRight()

    def test_a_till_refund_after_the_statement_is_a_credit_in_the_next(self):
        self._receive(self.owner_a, 2)
        order = self._ring_up()
        self._statement(self.deposit_a).action_close()
        self._ring_up(-1, refund_of=order)
        self.assertEqual(self._statement(self.deposit_a).line_ids.sold, -1)
        self.assertBooksRight()
