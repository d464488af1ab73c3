from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import StandCommon


@tagged("post_install", "-at_install")
class TestStandBack(StandCommon):
    """The way home: where copies go, and the end, like that of an inventory."""

    def test_copies_go_back_to_the_place_they_came_from(self):
        self._receive(self.firm, 2)
        self._receive(self.firm, 3, place=self.reserve)
        stand = self._go({self.title: 4})
        stand.action_come_back()
        operation = stand._get_open_operation("back")
        answer = operation.scan_choice(self.title.id, 2)
        self.assertIn("back to Reserve", answer["message"])
        operation.action_record()
        self.assertEqual((self._at(self.reserve), self._at(self.shop)), (2, 1))
        self._do(stand, "back", {self.title: 2})
        self.assertEqual((self._at(self.reserve), self._at(self.shop)), (3, 2))
        stand.action_close()
        self.assertEqual(stand.state, "closed")
        self.assertFalse(stand.location_id.active)
        self.assertFigures(stand, taken=4, back=4)
        self.assertBooksRight()

    def test_a_shop_that_sold_its_last_copy_meanwhile_gets_one(self):
        self._receive(self.firm, 1)
        self._receive(self.firm, 2, place=self.reserve)
        stand = self._go({self.title: 2})
        self._sell(1)
        stand.action_come_back()
        operation = stand._get_open_operation("back")
        first = operation.scan_choice(self.title.id)
        self.assertIn("which has none", first["message"])
        second = operation.scan_choice(self.title.id)
        self.assertIn("back to Reserve", second["message"])
        operation.action_record()
        self.assertEqual((self._at(self.shop), self._at(self.reserve)), (1, 1))

    def test_the_least_number_of_the_shop_comes_first(self):
        self._receive(self.firm, 2)
        self._receive(self.firm, 3, place=self.reserve)
        self.env["bookstore.threshold"].create(
            {
                "company_id": self.company.id,
                "product_id": self.title.id,
                "location_id": self.shop.id,
                "minimum": 4,
            }
        )
        stand = self._go({self.title: 3})
        operation = stand._get_open_operation("back")
        answer = operation.scan_choice(self.title.id, 3)
        self.assertIn("which has too few", answer["message"])
        operation.action_record()
        self.assertEqual((self._at(self.shop), self._at(self.reserve)), (4, 1))

    def test_a_person_says_another_place(self):
        self._receive(self.firm, 2, place=self.reserve)
        stand = self._go({self.title: 2})
        operation = self._scan(stand, "back", {self.title: 1})
        operation.scan_ids.location_id = self.shop
        operation.action_record()
        self._do(stand, "back", {self.title: 1}, location_id=self.shop.id)
        self.assertEqual(self._at(self.shop), 2)

    def test_a_distributor_who_wants_copies_back_is_told(self):
        self._receive(self.owner_a, 2, place=self.reserve)
        self._receive(self.owner_a, 1)
        statement = self._statement(self.deposit_a)
        statement.line_ids.to_return = 1
        statement.action_close()
        stand = self._go({self.title: 2})
        answer = stand._get_open_operation("back").scan_choice(self.title.id)
        self.assertIn("Distributor A want copies back", answer["message"])

    def test_the_end_wants_every_copy_accounted_for(self):
        self._receive(self.owner_a, 5)
        stand = self._go({self.title: 5})
        self._do(stand, "sale", {self.title: 2})
        stand.action_come_back()
        with self.assertRaisesRegex(UserError, "3 copies of Les Contemplations .* neither home"):
            stand.action_close()
        operation = self._scan(stand, "back", {self.title: 1})
        with self.assertRaisesRegex(UserError, "scanned and not recorded"):
            stand.action_close()
        operation.action_record()
        stand.action_lose_rest()
        loss = stand._get_open_operation("loss")
        self.assertEqual(loss.copy_total, 2)
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            stand.action_bring_back_rest()
        loss.action_record()
        stand.action_close()
        self.assertFigures(stand, taken=5, sold=2, back=1, lost=2)
        self.assertOwn({self.owner_a: 1})
        self.assertBooksRight()

    def test_more_sold_than_taken_is_said_by_bringing_more(self):
        self._receive(self.firm, 3)
        stand = self._go({self.title: 1})
        operation = stand._get_open_operation("sale")
        operation.scan_choice(self.title.id)
        answer = operation.scan_choice(self.title.id)
        self.assertTrue(answer["warning"])
        operation.action_record()
        stand.action_come_back()
        with self.assertRaisesRegex(UserError, "left the stand without having been taken"):
            stand.action_close()
        self._do(stand, "take", {self.title: 1})
        stand.action_close()
        self.assertEqual(self._at(self.shop), 1)
        self.assertBooksRight()

    def test_all_the_rest_is_home_in_one_press(self):
        self._receive(self.firm, 2)
        self._receive(self.firm, 3, self.bag, self.reserve)
        stand = self._go({self.title: 2, self.bag: 3})
        stand.action_come_back()
        self._do(stand, "sale", {self.bag: 1})
        self._scan(stand, "back", {self.title: 1})
        stand.action_bring_back_rest()
        operation = stand._get_open_operation("back")
        self.assertEqual(operation.copy_total, 4)
        stand.action_record_scans()
        stand.action_close()
        self.assertEqual((self._at(self.shop), self._at(self.reserve, self.bag)), (2, 1))
        self.assertEqual(self._at(self.shop, self.bag), 1)

    def test_a_closed_stand_is_opened_again_by_a_manager_only(self):
        self._receive(self.firm, 1)
        stand = self._go({self.title: 1})
        back = self._do(stand, "back", {self.title: 1})
        stand.action_come_back()
        stand.action_close()
        with self.assertRaisesRegex(UserError, "is closed"):
            back.action_undo()
        with self.assertRaisesRegex(UserError, "kept as it was"):
            stand._plan({self.bag: 1})
        with self.assertRaises(AccessError):
            self._as(self.bookseller, stand).action_reopen()
        self._as(self.manager, stand).action_reopen()
        back.action_undo()
        self._do(stand, "sale", {self.title: 1})
        stand.action_close()
        self.assertFigures(stand, taken=1, sold=1)

    def test_a_stand_given_up_forgets_its_scans(self):
        self._receive(self.firm, 1)
        stand = self._create_stand()
        self._scan(stand, "take", {self.title: 1})
        stand.action_give_up()
        self.assertFalse(stand.operation_ids)
        stand.action_prepare_again()
        self.assertEqual(stand.state, "draft")
