from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import StandCommon


@tagged("post_install", "-at_install")
class TestStandUndo(StandCommon):
    """Each step of a stand is taken back, and says what was built upon it (B169–B171)."""

    def _ask(self, document, user=None):
        action = self._as(user or self.bookseller, document).action_ask_undo()
        wizards = self._as(user or self.bookseller, self.env["bookstore.undo"])
        return wizards.browse(action["res_id"])

    def _blocking(self, wizard):
        return {(line.res_model, line.res_id) for line in wizard.line_ids if line.is_blocking}

    def test_leaving_waits_for_what_was_recorded_at_the_stand(self):
        self._receive(self.firm, 3)
        stand = self._go({self.title: 3})
        gift = self._do(stand, "gift", {self.title: 1})
        sale = self._do(stand, "sale", {self.title: 1})
        wizard = self._ask(stand)
        self.assertLessEqual(
            {("bookstore.stand.operation", one.id) for one in gift | sale}, self._blocking(wizard)
        )
        with self.assertRaisesRegex(UserError, "cannot be undone yet"), self.env.cr.savepoint():
            wizard.action_undo()
        made = self._ask(gift.movement_ids)
        self.assertEqual(self._blocking(made), {("bookstore.stand.operation", gift.id)})
        sheet = self._ask(sale.sheet_id)
        self.assertEqual(self._blocking(sheet), {("bookstore.stand.operation", sale.id)})
        for operation in (gift, sale):
            self._ask(operation).action_undo()
            self.assertFalse(self._ask(operation).can_undo)
        self._ask(stand).action_undo()
        self.assertEqual((stand.state, self._at(self.shop)), ("draft", 3))

    def test_what_was_carried_there_and_sold_shows_the_sale(self):
        self._receive(self.firm, 1)
        stand = self._go({self.title: 1})
        take = stand.operation_ids
        sale = self._do(stand, "sale", {self.title: 1})
        self.assertIn(("bookstore.day.sheet", sale.sheet_id.id), self._blocking(self._ask(take)))
        self._ask(sale).action_undo()
        self._ask(take).action_undo()
        self.assertEqual((take.state, self._at(self.shop)), ("undone", 1))

    def test_a_closed_stand_is_opened_again_first_and_by_a_manager(self):
        self._receive(self.firm, 1)
        stand = self._go({self.title: 1})
        back = self._do(stand, "back", {self.title: 1})
        stand.action_come_back()
        self._ask(stand).action_undo()
        self.assertEqual(stand.state, "out")
        stand.action_come_back()
        stand.action_close()
        self.assertEqual(self._blocking(self._ask(back)), {("bookstore.stand", stand.id)})
        self.assertFalse(self._ask(stand).can_undo)
        self._ask(stand, self.manager).action_undo()
        self._ask(back).action_undo()
        self.assertFigures(stand, taken=1, left=1)
        home = self._do(stand, "back", {self.title: 1})
        self.assertEqual(home.state, "done")
        stand.action_close()
        self.assertEqual(self._at(self.shop), 1)
