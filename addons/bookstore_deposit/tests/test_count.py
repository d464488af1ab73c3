from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import sql
from ..models.stock_move import CountPass
from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestCount(BookstoreCommon):
    def _count(self, place=None):
        count = self.env["bookstore.count"].create({"location_id": (place or self.shop).id})
        count.action_start()
        return count

    def _review(self, count, **scans):
        for name, quantity in scans.items():
            count.scan_choice(getattr(self, name).id, quantity)
        count.action_review()
        return count.line_ids

    def test_nothing_enters_or_leaves_a_place_being_counted(self):
        self._receive(self.firm, 5)
        count = self._count()
        with self.assertRaisesRegex(UserError, "is being counted"):
            self._sell()
        with self.assertRaisesRegex(UserError, "is being counted"):
            self._move("loss")
        with self.assertRaisesRegex(UserError, "is being counted"):
            self._move("transfer", source=self.reserve, target=self.shop)
        with self.assertRaisesRegex(UserError, "is being counted"):
            self._receive(self.owner_a, 1)
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.title.id, "scrap_qty": 1, "location_id": self.shop.id}
        )
        with self.assertRaisesRegex(UserError, "is being counted"):
            scrap.do_scrap()
        count.action_cancel()
        self._sell()

    def test_a_shelf_is_locked_with_the_place_it_is_in(self):
        shelf = self.env["stock.location"].create(
            {"name": "Poetry", "location_id": self.shop.id, "usage": "internal"}
        )
        self._receive(self.firm, 2, place=shelf)
        self._count()
        with self.assertRaisesRegex(UserError, "is being counted"):
            self._sell(place=shelf)

    def test_other_places_stay_open(self):
        self._receive(self.firm, 2, place=self.reserve)
        self._count()
        self.assertEqual(self._sell(place=self.reserve).state, "done")

    def test_a_request_cannot_pretend_to_be_the_inventory(self):
        self._receive(self.firm, 2)
        count = self._count()
        for forged in (True, count.id, repr(CountPass(count.ids))):
            move = self.env["stock.move"].create(
                self.env["stock.move"]._prepare_bookstore_move_vals(
                    self.title, 1, self.shop, self.customers, "sale"
                )
            )
            with self.assertRaisesRegex(UserError, "is being counted"):
                move.with_context(bookstore_count_pass=forged)._action_done()

    def test_a_place_is_counted_once_at_a_time(self):
        self._count()
        with self.assertRaisesRegex(UserError, "already being counted"):
            self._count()

    def test_what_is_there_in_full_makes_no_difference(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 1)
        count = self._count()
        self.assertFalse(self._review(count, title=3))
        count.action_close()
        self._sell()

    def test_a_lost_copy_of_two_owners_waits_for_a_decision(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        count = self._count()
        line = self._review(count, title=3)
        self.assertEqual(line.difference, -1)
        line.resolution = "loss"
        count.action_settle()
        count.action_close()
        self.assertEqual(self._pending().kind, "loss")
        self.assertOwn({self.owner_a: 2, self.owner_b: 2, self.undecided: -1})
        self.assertBooksRight()

    def test_an_inventory_is_closed_when_all_is_settled(self):
        self._receive(self.firm, 2)
        count = self._count()
        self._review(count, title=1)
        with self.assertRaisesRegex(UserError, "1 differences to settle"):
            count.action_close()

    def test_a_missing_copy_stays_in_stock_and_blocks_its_distributor(self):
        self._receive(self.owner_a, 2)
        count = self._count()
        line = self._review(count, title=1)
        line.resolution = "missing"
        line.action_settle()
        count.action_close()
        self.assertOwn({self.owner_a: 2})
        statement = self._statement(self.deposit_a)
        self.assertEqual(statement.blocking_alert_count, 1)
        with self.assertRaisesRegex(UserError, "cannot be closed"):
            statement.action_close()
        self._move("loss", source=self.company.bookstore_missing_location_id)
        statement.action_close()
        self.assertEqual(statement.line_ids.lost, 1)
        self.assertBooksRight()

    def test_one_of_two_missing_copies_found_still_blocks_the_distributor(self):
        self._receive(self.owner_a, 3)
        line = self._review(self._count(), title=1)
        line.resolution = "missing"
        line.action_settle()
        line.count_id.action_close()
        found = self._review(self._count(), title=2)
        found.resolution = "from_missing"
        found.action_settle()
        found.count_id.action_close()
        self.assertEqual(self._statement(self.deposit_a).blocking_alert_count, 1)
        found = self._review(self._count(), title=3)
        found.resolution = "from_missing"
        found.action_settle()
        found.count_id.action_close()
        self._statement(self.deposit_a).action_close()
        self.assertOwn({self.owner_a: 3})

    def test_a_forgotten_sale_an_entry_and_another_place_settle_differences(self):
        self.sold = self._create_title("Sold and forgotten")
        self.moved = self._create_title("In the reserve")
        self.extra = self._create_title("Never entered")
        self._receive(self.owner_a, 1, self.sold)
        self._receive(self.firm, 1, self.moved)
        count = self._count()
        lines = self._review(count, extra=1).grouped("product_id")
        lines[self.sold].resolution = "sale"
        lines[self.moved].write({"resolution": "elsewhere", "other_location_id": self.reserve.id})
        lines[self.extra].write({"resolution": "entry", "owner_id": self.owner_b.id})
        count.action_settle()
        count.action_close()
        self.assertOwn({}, self.sold)
        self.assertOwn({self.owner_b: 1}, self.extra)
        self.assertEqual(self.moved.with_context(location=self.reserve.id).qty_available, 1)
        self.assertBooksRight()

    def test_a_tick_counts_all_copies_and_a_second_tick_none(self):
        self._receive(self.owner_a, 3)
        count = self._count()
        self.assertEqual(count.action_toggle(self.title.id)["quantity"], 3)
        self.assertEqual(count.action_toggle(self.title.id)["quantity"], 0)
        self.assertEqual([row["id"] for row in count.get_titles_left()], self.title.ids)

    def test_a_scan_of_a_finished_inventory_is_answered_not_raised(self):
        count = self._count()
        count.action_review()
        answer = count.scan_choice(self.title.id)
        self.assertEqual(answer["status"], "refused")

    def test_each_copy_of_a_difference_gets_its_own_answer(self):
        self._receive(self.firm, 5)
        count = self._count()
        lost = self._review(count, title=2)
        lost.write({"resolution": "loss", "to_settle": 4})
        with self.assertRaisesRegex(UserError, "Between 1 and 3 copies"):
            count.action_settle()
        lost.to_settle = 1
        count.action_settle()
        elsewhere = count.line_ids - lost
        self.assertRecordValues(
            lost | elsewhere,
            [{"difference": -1, "state": "settled"}, {"difference": -2, "state": "open"}],
        )
        elsewhere.write({"resolution": "elsewhere", "other_location_id": self.reserve.id})
        count.action_settle()
        count.action_close()
        self.assertOwn({self.firm: 4})
        in_shop = self.title.with_context(location=self.shop.id)
        in_shop.invalidate_recordset(["qty_available"])
        self.assertEqual(in_shop.qty_available, 2)
        self.assertBooksRight()

    def test_missing_copies_are_taken_from_the_shelves_they_were_on_and_put_back_there(self):
        shelves = self.env["stock.location"].create(
            [
                {"name": name, "location_id": self.shop.id, "usage": "internal"}
                for name in ("Poetry", "Novels")
            ]
        )
        for shelf in shelves:
            self._receive(self.owner_a, 2, place=shelf)
        self._receive(self.owner_b, 4)
        line = self._review(self._count(), title=1)
        line.resolution = "loss"
        line.action_settle()
        self.assertEqual(self._copies_by_place(), {self.shop: 0, shelves[0]: 0, shelves[1]: 1})
        line.action_undo()
        self.assertEqual(self._copies_by_place(), {self.shop: 4, shelves[0]: 2, shelves[1]: 2})
        self.assertFalse(self._pending())
        self.assertBooksRight()

    def _copies_by_place(self):
        places = dict.fromkeys(
            self.env["stock.location"].search([("id", "child_of", self.shop.id)]), 0
        )
        for _title, place_id, _owner, copies in sql.stock_cells(
            self.env, self.company, self.title.ids
        ):
            places[self.env["stock.location"].browse(place_id)] += copies
        return places

    def test_a_scan_that_arrives_while_the_counting_is_ended_is_not_forgotten(self):
        self._receive(self.firm, 2)
        count = self._count()
        line = self._review(count, title=1)
        late = self.env["bookstore.count.scan"].sudo()  # on its way when the button was pressed
        late.create({"count_id": count.id, "product_id": self.title.id})
        line.resolution = "loss"
        with self.assertRaisesRegex(UserError, "1 scans arrived"):
            count.action_settle()
        count.action_resume()
        count.action_review()
        self.assertFalse(count.line_ids)
        count.action_close()
        self.assertOwn({self.firm: 2})

    def test_an_answer_of_the_wrong_side_is_refused(self):
        self._receive(self.firm, 2)
        line = self._review(self._count(), title=1)
        line.resolution = "entry"
        with self.assertRaisesRegex(UserError, "is missing: choose"):
            line.action_settle()
