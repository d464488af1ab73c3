from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClientCommon


@tagged("post_install", "-at_install")
class TestClientUndo(ClientCommon):
    """An order of a customer says what becomes of it before it is cancelled (B169–B171)."""

    def _ask(self, order):
        action = self._as(self.bookseller, order).action_ask_undo()
        return self._as(self.bookseller, self.env["bookstore.undo"]).browse(action["res_id"])

    def test_an_order_is_cancelled_and_opened_again(self):
        self._receive(self.owner_a, 1)
        order = self._take()
        self.assertOrder(order, "arrived", aside=1)
        window, late = self._ask(order), self._ask(order)
        self.assertIn(order.sudo().sale_id.id, window.line_ids.mapped("res_id"))
        window.action_undo()
        self.assertOrder(order, "cancelled", aside=0)
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            late.action_undo()
        self._ask(order).action_undo()
        self.assertOrder(order, "arrived", aside=1)

    def test_what_was_handed_over_comes_back_as_a_return(self):
        self._receive(self.owner_a, 1)
        order = self._take()
        picking = self._pick_up(order)
        self.assertOrder(order, "done", aside=0)
        window = self._ask(order)
        self.assertFalse(window.can_undo)
        self.assertIn(picking.id, window.line_ids.mapped("res_id"))
        with self.assertRaisesRegex(UserError, "handed over"):
            window.action_undo()
