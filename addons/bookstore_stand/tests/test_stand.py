from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import StandCommon


@tagged("post_install", "-at_install")
class TestStand(StandCommon):
    """Prepared, out, sold from: what is planned, what is in the boxes, what left them."""

    def test_a_new_stand_plans_the_usual_titles_and_those_of_its_type(self):
        self.title.bookstore_stand_usual = True
        kind = self.env["bookstore.stand.type"].create(
            {
                "name": "Christmas market",
                "company_id": self.company.id,
                "line_ids": [
                    (0, 0, {"product_id": self.title.id, "quantity": 3}),
                    (0, 0, {"product_id": self.bag.id, "quantity": 5}),
                ],
            }
        )
        stand = self.env["bookstore.stand"].create(
            {"event": "Market", "company_id": self.company.id, "type_id": kind.id}
        )
        self.assertEqual(stand.warehouse_id, self.warehouse)
        wanted = {line.product_id: line.wanted for line in stand.line_ids}
        self.assertEqual(wanted, {self.title: 3, self.bag: 5})
        stand.line_ids.filtered(lambda line: line.product_id == self.bag).unlink()
        stand.action_add_usual()
        self.assertEqual(set(stand.line_ids.mapped("wanted")), {3, 5})

    def test_a_scan_ticks_the_list_or_is_added_to_the_boxes_only(self):
        self._receive(self.firm, 2)
        self._receive(self.firm, 1, self.bag, self.reserve)
        stand = self._create_stand({self.title: 2})
        operation = stand._get_open_operation("take")
        answer = operation.scan("2-07-036002-4")
        self.assertEqual((answer["status"], answer["quantity"]), ("ok", 1))
        self.assertIn("on the list: 2 planned", answer["message"])
        (left,) = operation.get_titles_left()
        self.assertEqual((left["expected"], left["counted"]), (2, 1))
        self.assertEqual(operation.action_toggle(self.title.id)["quantity"], 2)
        self.assertEqual(operation.get_titles_left(), [])
        answer = operation.scan("tote bag")
        self.assertEqual(answer["titles"][0]["id"], self.bag.id)
        answer = operation.scan_choice(self.bag.id)
        self.assertIn("added, not on the list · from Reserve", answer["message"])
        self.assertEqual(stand.line_ids.product_id, self.title)
        self.assertTrue(stand.line_ids.is_there)
        self.assertEqual((stand.scanned_total, stand.wanted_total), (3, 2))
        self.assertEqual(operation.scan_choice(self.bag.id, -1)["quantity"], 0)
        self.assertEqual(operation.scan_choice(self.bag.id, -1)["status"], "refused")
        self.assertEqual(self._at(self.shop), 2, "nothing moves while people hesitate")

    def test_leaving_carries_the_copies_from_where_they_were(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_a, 3, place=self.reserve)
        self._receive(self.firm, 1, self.bag)
        stand = self._create_stand({self.title: 4})
        operation = self._scan(stand, "take", {self.title: 4, self.bag: 1})
        scans = operation.scan_ids.filtered(lambda scan: scan.product_id == self.title)
        self.assertEqual(
            {scan.location_id: scan.quantity for scan in scans}, {self.reserve: 3, self.shop: 1}
        )
        stand.action_leave()
        self.assertEqual(stand.state, "out")
        place = stand.location_id
        self.assertEqual(place.bookstore_use, "sale_point")
        self.assertEqual((self._at(place), self._at(self.shop), self._at(self.reserve)), (4, 1, 0))
        self.assertFigures(stand, taken=4, left=4)
        self.assertFigures(stand, self.bag, taken=1, left=1)
        self.assertOwn({self.owner_a: 5})
        self.assertBooksRight()
        self._do(stand, "take", {self.title: 1})
        self.assertFigures(stand, taken=5, left=5)
        with self.assertRaisesRegex(UserError, "“At the stand”"):
            stand.action_leave()

    def test_nothing_leaves_without_a_scan(self):
        stand = self._create_stand({self.title: 1})
        with self.assertRaisesRegex(UserError, "Nothing was scanned into the boxes"):
            stand.action_leave()
        for kind in ("sale", "gift", "loss", "back"):
            with self.assertRaisesRegex(UserError, "“In preparation”"):
                stand._get_open_operation(kind)
        operation = stand._get_open_operation("take")
        with self.assertRaisesRegex(UserError, "press “Leave with the boxes”"):
            operation.action_record()

    def test_sales_of_the_sheet_are_sold_invoiced_and_paid_from_the_stand(self):
        self._receive(self.owner_a, 3)
        self._receive(self.firm, 2, self.bag)
        stand = self._go({self.title: 3, self.bag: 2})
        codes = {line.product_id: line.code for line in stand.line_ids}
        operation = stand._get_open_operation("sale")
        answer = operation.scan(codes[self.bag])
        self.assertEqual((answer["title"], answer["quantity"]), ("Tote bag", 1))
        operation.scan(codes[self.title])
        self.assertEqual(operation.action_toggle(self.title.id)["quantity"], 2)
        operation.action_record()
        self.assertFigures(stand, taken=3, sold=2, left=1)
        sheet = operation.sheet_id
        self.assertIn("Book fair", sheet.name)
        self.assertEqual(sheet.state, "done")
        self.assertAlmostEqual(sheet.amount_total, 2 * 10.55 + 12)
        self.assertEqual(sheet.order_id.order_line.mapped("qty_delivered"), [2, 1])
        self.assertEqual(sheet.invoice_id.state, "posted")
        self.assertIn(sheet.invoice_id.payment_state, ("paid", "in_payment"))
        self.assertOwn({self.owner_a: 1})
        self.assertEqual(self._at(self.shop), 0)
        self.assertBooksRight()
        with self.assertRaisesRegex(UserError, "Undo that operation of the stand"):
            sheet.action_undo()
        operation.action_undo()
        self.assertEqual((operation.state, sheet.state), ("undone", "undone"))
        self.assertFigures(stand, taken=3, left=3)
        self.assertOwn({self.owner_a: 3})
        self.assertBooksRight()

    def test_a_code_of_another_stand_is_refused_here(self):
        self._receive(self.firm, 4)
        first, second = self._go({self.title: 1}), self._go({self.title: 1})
        operation = second._get_open_operation("sale")
        self.assertEqual(operation.scan(first.line_ids.code)["status"], "refused")
        self.assertEqual(operation.scan(second.line_ids.code)["status"], "ok")

    def test_copies_of_several_owners_are_sold_as_at_the_counter(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        stand = self._go({self.title: 2})
        self._do(stand, "sale", {self.title: 1})
        waiting = self._pending()
        self.assertEqual(waiting.candidate_ids, self.owner_a | self.owner_b)
        waiting.action_decide(self.owner_b.id)
        self.assertFigures(stand, taken=2, sold=1, left=1)
        self._do(stand, "back", {self.title: 1})
        self.assertFigures(stand, taken=2, sold=1, back=1)
        self.assertEqual(sum(self._own().values()), 3)
        self.assertBooksRight()

    def test_gifts_and_losses_have_their_reason(self):
        self._receive(self.firm, 3)
        stand = self._go({self.title: 3})
        gift = self._do(stand, "gift", {self.title: 1})
        stolen = self.env.ref("bookstore_deposit.move_reason_stolen")
        loss = self._do(stand, "loss", {self.title: 1}, reason_id=stolen.id)
        self.assertEqual(loss.movement_ids.move_ids.bookstore_reason_id, stolen)
        self.assertFigures(stand, taken=3, given=1, lost=1, left=1)
        with self.assertRaisesRegex(UserError, "belongs to “Book fair · Given”"):
            gift.movement_ids.action_undo()
        gift.action_undo()
        self.assertFigures(stand, taken=3, lost=1, left=2)
        self.assertBooksRight()

    def test_a_stand_left_by_mistake_is_prepared_again_with_its_scans(self):
        self._receive(self.owner_a, 2, place=self.reserve)
        self._receive(self.owner_a, 1)
        stand = self._go({self.title: 3})
        stand.action_undo_leave()
        self.assertEqual(stand.state, "draft")
        self.assertEqual((self._at(self.reserve), self._at(self.shop)), (2, 1))
        self.assertFalse(stand.location_id.active)
        self.assertEqual(stand.scanned_total, 3)
        stand.action_leave()
        self.assertTrue(stand.location_id.active)
        self.assertFigures(stand, taken=3, left=3)
        self._do(stand, "gift", {self.title: 1})
        with self.assertRaisesRegex(UserError, "already. Undo these operations first"):
            stand.action_undo_leave()

    def test_what_was_taken_is_not_untaken_once_it_is_sold(self):
        self._receive(self.firm, 1)
        stand = self._go({self.title: 1})
        take = stand.operation_ids
        self._do(stand, "sale", {self.title: 1})
        with self.assertRaisesRegex(UserError, "left Book fair since"):
            take.action_undo()

    def test_the_sheet_has_a_code_for_each_title_in_the_boxes(self):
        self._receive(self.firm, 2)
        self._receive(self.firm, 1, self.bag)
        stand = self._create_stand({self.title: 2})
        with self.assertRaisesRegex(UserError, "the sheet lists what they hold"):
            stand.action_print()
        self._scan(stand, "take", {self.title: 2, self.bag: 1})
        stand.action_print()
        rows = stand._get_sheet_rows()
        self.assertEqual([row["copies"] for row in rows], [2, 1])
        self.assertTrue(all(row["code"].startswith("29") for row in rows))
        self.assertTrue(all("<svg" in row["barcode"] for row in rows))
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "bookstore_stand.report_sheet", stand.ids
        )
        for row in rows:
            self.assertIn(row["code"], content.decode())

    def test_titles_chosen_in_a_list_or_at_another_stand_are_planned(self):
        self._receive(self.firm, 3)
        past = self._go({self.title: 3})
        self._do(past, "sale", {self.title: 2})
        stand = self._create_stand({self.bag: 1})
        fill = self.env["bookstore.stand.fill"].create(
            {"stand_id": stand.id, "other_id": past.id, "what": "sold"}
        )
        self.assertEqual(fill.title_count, 1)
        fill.action_fill()
        self.assertEqual(stand.line_ids.mapped("wanted"), [1, 2])
        action = (self.title | self.bag).product_tmpl_id.action_bookstore_stand()
        wizard = self.env["bookstore.stand.add"].with_context(**action["context"])
        wizard.create({"stand_id": stand.id, "quantity": 4}).action_add()
        self.assertEqual(stand.line_ids.mapped("wanted"), [4, 4])
