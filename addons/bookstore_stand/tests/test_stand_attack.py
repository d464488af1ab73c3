from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import StandCommon

# What each button of a stand starts from; every other state refuses it.
STARTS = {
    "action_leave": ("draft",),
    "action_undo_leave": ("out",),
    "action_come_back": ("out",),
    "action_go_on": ("back",),
    "action_close": ("back",),
    "action_reopen": ("closed",),
    "action_give_up": ("draft",),
    "action_prepare_again": ("cancelled",),
}


@tagged("post_install", "-at_install")
class TestStandAttack(StandCommon):
    """Buttons pressed by RPC in a state whose screen does not show them, places that are none."""

    def _stand_in(self, state):
        stand = self._create_stand({self.title: 1})
        if state == "cancelled":
            stand.action_give_up()
        if state in ("out", "back", "closed"):
            self._receive(self.firm, 1)
            self._scan(stand, "take", {self.title: 1})
            stand.action_leave()
        if state in ("back", "closed"):
            stand.action_come_back()
        if state == "closed":
            self._do(stand, "back", {self.title: 1})
            stand.action_close()
        return stand

    def test_each_button_starts_from_its_own_state_only(self):
        for state in ("draft", "out", "back", "closed", "cancelled"):
            stand = self._as(self.manager, self._stand_in(state))
            for name, sources in STARTS.items():
                if state not in sources:
                    with self.subTest(state=state, button=name), self.assertRaises(UserError):
                        getattr(stand, name)()
                    self.assertEqual(stand.state, state)

    def test_copies_come_home_to_a_place_of_the_shop_in_use_only(self):
        closed, stand = self._stand_in("closed"), self._stand_in("back")
        operation = self._as(self.bookseller, self._scan(stand, "back", {self.title: 1}))
        nowhere = self.env.ref("stock.stock_location_suppliers")
        for place in (closed.location_id, self.customers, nowhere, self.warehouse.view_location_id):
            operation.scan_ids.location_id = place
            with self.subTest(place=place.name), self.assertRaisesRegex(UserError, "no place of"):
                operation.action_record()
        operation.scan_ids.location_id = self.shop
        operation.action_record()
        self.assertFigures(stand, taken=1, back=1)

    def test_what_is_no_book_nor_a_number_is_refused_with_a_sentence(self):
        stand = self._stand_in("out")
        other = self._create_stand({self.bag: 1})
        operation = stand._get_open_operation("sale")
        service = self._create_title("Delivery", 3.0, type="service", is_storable=False)
        answers = [
            operation.scan_choice(service.id),
            operation.scan(other.line_ids.code),
            operation.scan(self.title.barcode, "3"),
            operation.scan(self.title.barcode, None),
            operation.scan_choice(self.title.id, True),
        ]
        self.assertEqual([answer["status"] for answer in answers], ["refused"] * len(answers))
        self.assertIn(other.event, answers[1]["message"])
        self.assertNotEqual(operation.scan(12)["status"], "ok")
        self.assertEqual(operation.scan("2999999999991")["status"], "unknown")
        self.assertFalse(operation.scan_ids)
