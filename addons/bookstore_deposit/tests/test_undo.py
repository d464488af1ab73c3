from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestUndo(BookstoreCommon):
    """Whoever made a mistake goes back (B169), by counter-movements."""

    def _post_sheet(self, copies):
        sheet = self.env["bookstore.day.sheet"].create({"warehouse_id": self.warehouse.id})
        sheet.scan_choice(self.title.id, copies)
        sheet.action_post()
        return sheet

    def test_a_day_sheet_is_undone(self):
        self._receive(self.owner_a, 3)
        sheet = self._post_sheet(2)
        self.assertOwn({self.owner_a: 1})
        sheet.action_undo()
        self.assertOwn({self.owner_a: 3})
        self.assertEqual(sheet.order_id.state, "cancel")
        self.assertEqual(self._statement(self.deposit_a).line_ids.sold, 0)
        self.assertBooksRight()
        with self.assertRaisesRegex(UserError, "is “Undone”"):
            sheet.action_undo()

    def test_a_day_sheet_of_undecided_copies_leaves_no_question_when_undone(self):
        self._receive(self.owner_a, 3)
        self._receive(self.owner_b, 3)
        sheet = self._post_sheet(2)
        self.assertTrue(self._pending())
        sheet.action_undo()
        self.assertFalse(self._pending())
        self.assertOwn({self.owner_a: 3, self.owner_b: 3})
        self.assertBooksRight()

    def test_an_invoiced_day_sheet_is_not_undone(self):
        self._receive(self.owner_a, 3)
        self.title.invoice_policy = "delivery"
        sheet = self._post_sheet(2)
        sheet.invoice_id = False  # invoiced by hand, as before sheets were in the accounts
        with self.assertRaisesRegex(UserError, "credit note first"):
            sheet.action_undo()

    def test_what_was_done_about_a_difference_is_undone_until_the_inventory_is_closed(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        extra = self._create_title("Extra")
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count.action_start()
        count.scan_choice(self.title.id, 3)
        count.scan_choice(extra.id)
        count.action_review()
        missing = count.line_ids.filtered(lambda line: line.difference < 0)
        found = count.line_ids - missing
        missing.resolution, found.resolution = "loss", "entry"
        count.action_settle()
        self.assertTrue(self._pending())
        (missing | found).action_undo()
        self.assertFalse(self._pending())
        self.assertOwn({self.owner_a: 2, self.owner_b: 2})
        self.assertOwn({}, extra)
        missing.resolution, found.resolution = "missing", "entry"
        count.action_settle()
        self.assertEqual(count.open_line_count, 0)
        count.action_close()
        self.assertBooksRight()

    def test_an_entry_whose_copies_left_since_is_not_undone(self):
        movement = self._move("irregular_in", 2, target=self.shop, owner=self.owner_a)
        self._sell(2)
        with self.assertRaisesRegex(UserError, "left since"):
            movement.action_undo()
        self.assertOwn({})
        self.assertBooksRight()

    def test_a_missing_copy_is_not_ticked_away(self):
        self._receive(self.owner_a, 2)
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count.action_start()
        count.scan_choice(self.title.id)
        count.action_review()
        count.line_ids.resolution = "missing"
        count.action_settle()
        count.action_close()
        statement = self._statement(self.deposit_a)
        alert = self.env["bookstore.alert"].browse(
            statement.action_view_blocking_alerts()["domain"][0][2]
        )
        alert.action_solve()
        self.assertEqual(alert.state, "open")
        with self.assertRaisesRegex(UserError, "cannot be closed"):
            statement.action_close()

    def test_movements_that_make_up_for_each_other_are_stated_too(self):
        sale_title = self._create_title("Sold and brought back")
        self._receive(self.owner_a, 1, sale_title)
        self._statement(self.deposit_a).action_close()
        self.deposit_a.line_ids.unlink()
        sale = self._sell(1, sale_title)
        self._take_back(sale)
        self._send_back(self.owner_a, 1, sale_title)
        self._receive(self.owner_a, 1, sale_title).action_undo()
        self._statement(self.deposit_a).action_close()
        left = self.env["bookstore.allocation"].search(
            [("product_id", "=", sale_title.id), ("statement_line_id", "=", False)]
        )
        self.assertFalse(left)
        self.assertBooksRight()
