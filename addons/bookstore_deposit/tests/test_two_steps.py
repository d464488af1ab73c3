from odoo.fields import Command
from odoo.tests import tagged

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestTwoSteps(BookstoreCommon):
    """Copies picked first and sent later: nobody is asked before they really leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        cls.warehouse.delivery_steps = "pick_ship"

    def _order_two(self):
        order = self._as(self.clerk, self.env["sale.order"]).create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [Command.create({"product_id": self.title.id, "product_uom_qty": 2})],
            }
        )
        order.action_confirm()
        return order

    def _do_next(self, order):
        picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))[:1]
        return self._validate(picking)

    def _alerts(self):
        return self.env["bookstore.alert"].search(
            [("product_id", "=", self.title.id), ("state", "=", "open")]
        )

    def test_the_owner_is_asked_when_the_copies_leave_not_when_they_are_picked(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        order = self._order_two()
        picked = self._do_next(order)
        self.assertEqual(picked.location_dest_id.usage, "internal")
        self.assertFalse(self._pending())
        self.assertNotIn("ambiguity", self._alerts().mapped("kind"))
        self.assertFalse(self._statement(self.deposit_a).is_blocked)
        self.assertOwn({self.owner_a: 2, self.owner_b: 2})
        self.assertBooksRight()
        self._do_next(order)
        self.assertEqual(sum(self._pending().mapped("quantity")), 2)
        self.env.invalidate_all()
        self.assertTrue(self._statement(self.deposit_a).is_blocked)
        self.assertIn("ambiguity", self._alerts().mapped("kind"))
        self.assertBooksRight()

    def test_picked_and_put_back_nothing_was_sold(self):
        self._receive(self.owner_a, 2)
        order = self._order_two()
        picked = self._do_next(order)
        self._press_return(self.clerk, picked)
        order._action_cancel()
        self.assertFalse(self._pending())
        self.assertOwn({self.owner_a: 2})
        self.assertEqual(self._statement(self.deposit_a).line_ids.sold, 0)
        self.assertBooksRight()

    def test_sent_and_brought_back_the_owner_has_its_copies_again(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 1)
        order = self._order_two()
        self._do_next(order)
        sent = self._do_next(order)
        entry = self._pending()
        self._as(self.bookseller, entry).action_decide(self.owner_a.id)
        self.assertOwn({self.owner_b: 1})
        self._press_return(self.bookseller, sent)
        self.assertOwn({self.owner_a: 2, self.owner_b: 1})
        self.assertFalse(self._pending())
        self.assertBooksRight()

    def test_copies_that_wait_at_the_exit_belong_to_the_stock_of_their_owner(self):
        """A distributor may not take back what a customer waits for and another one has not."""
        self._receive(self.owner_a, 2)
        order = self._order_two()
        self._do_next(order)
        self._send_back(self.owner_a, 2)
        self._do_next(order)
        self.assertEqual(sum(self._pending().mapped("quantity")), 2)
        self.assertTrue(self._pending().is_asked)
        self.assertBooksRight()
