from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestOrders(BookstoreCommon):
    """Orders and the parcels that answer them."""

    def _order(self, copies, partner=None, is_deposit=True, confirm=True):
        order = self.env["purchase.order"].create(
            {
                "partner_id": (partner or self.owner_a).id,
                "company_id": self.company.id,
                "is_deposit": is_deposit,
                "order_line": [
                    Command.create({"product_id": self.title.id, "product_qty": copies})
                ],
            }
        )
        if confirm:
            order.button_confirm()
        return order

    def test_a_parcel_is_shared_between_the_orders_it_answers(self):
        first, second = self._order(2), self._order(5)
        self._receive(self.owner_a, 4)
        self.assertEqual(first.order_line.qty_received, 2)
        self.assertEqual(second.order_line.qty_received, 2)
        waiting = second.picking_ids.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        self.assertEqual(waiting.product_uom_qty, 3)
        self.assertOwn({self.owner_a: 4})
        self.assertBooksRight()

    def test_a_deposit_parcel_never_makes_a_firm_order_billable(self):
        order = self._order(2, is_deposit=False)
        self._receive(self.owner_a, 2)
        self.assertEqual(order.order_line.qty_received, 0)
        self.assertEqual(order.invoice_status, "no")

    def test_a_firm_purchase_is_billed_once(self):
        order = self._order(2, self.owner_c, is_deposit=False)
        parcel = self.env["bookstore.parcel"].create(
            {
                "kind": "firm",
                "partner_id": self.owner_c.id,
                "company_id": self.company.id,
                "discount": 40,
                "line_ids": [Command.create({"product_id": self.title.id, "quantity": 3})],
            }
        )
        parcel.action_validate()
        self.assertEqual(order.order_line.qty_to_invoice, 2)
        parcel.action_bill()
        self.assertEqual(sum(parcel.bill_id.invoice_line_ids.mapped("quantity")), 3)
        self.assertAlmostEqual(parcel.bill_id.amount_untaxed, 18.0)
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_an_undone_parcel_leaves_its_order_waiting(self):
        order = self._order(2)
        parcel = self._receive(self.owner_a, 2)
        self.assertEqual(order.order_line.qty_received, 2)
        parcel.action_undo()
        self.assertEqual(order.order_line.qty_received, 0)
        self.assertOwn({})
        statement = self._statement(self.deposit_a)
        self.assertEqual(sum(statement.line_ids.mapped("on_order")), 2)
        self.assertBooksRight()

    def test_a_firm_parcel_whose_copies_were_sold_cannot_be_undone(self):
        parcel = self._receive(self.firm, 2)
        self._sell()
        with self.assertRaisesRegex(UserError, "owns 1 copies"):
            parcel.action_undo()

    def test_an_order_tells_that_a_better_rated_distributor_has_the_title(self):
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1)
        self.owner_a.bookstore_rating, self.owner_b.bookstore_rating = "1", "4"
        order = self._order(1, self.owner_a, confirm=False)
        self.assertIn("Les Contemplations (Distributor B)", order.bookstore_better)
        self.assertFalse(self._order(1, self.owner_b, confirm=False).bookstore_better)
        order.button_confirm()
        self.assertFalse(order.bookstore_better)

    def test_a_title_of_no_interest_is_hidden_until_it_is_ordered_or_received(self):
        titles = self.env["product.template"]
        title = self.title.product_tmpl_id
        shown = [("bookstore_is_shown", "=", True), ("id", "=", title.id)]
        title.bookstore_interesting = False
        self.assertFalse(titles.search(shown))
        self.assertFalse(title.bookstore_is_shown)
        self._order(1)
        self.assertEqual(titles.search(shown), title)
        self._receive(self.owner_a, 1)
        title.bookstore_interesting = False
        self.assertEqual(titles.search(shown), title, "a copy is left")
        self._sell()
        self.assertFalse(titles.search(shown))
        self._receive(self.owner_a, 1)
        self.assertTrue(title.bookstore_interesting)

    def test_what_the_bookshop_never_handled_is_no_title_of_its(self):
        camera = self._create_title("A camera for hire")
        self.env["stock.quant"]._update_available_quantity(camera, self.shop, 3)
        shown = self.env["product.template"].search([("bookstore_is_shown", "=", True)])
        self.assertNotIn(camera.product_tmpl_id, shown)
        self._receive(self.owner_a, 1, camera)
        self.assertTrue(camera.product_tmpl_id.bookstore_is_shown)

    def test_the_place_of_the_parcel_is_proposed_unless_the_shop_has_none_left(self):
        self._receive(self.firm, 1)
        absent = self._create_title("Not in the shop")
        parcel = self.env["bookstore.parcel"].create(
            {
                "kind": "deposit",
                "partner_id": self.owner_a.id,
                "company_id": self.company.id,
                "location_id": self.reserve.id,
                "line_ids": [
                    Command.create({"product_id": title.id, "quantity": 1})
                    for title in (self.title, absent)
                ],
            }
        )
        self.assertRecordValues(
            parcel.line_ids, [{"location_id": self.reserve.id}, {"location_id": self.shop.id}]
        )

    def test_the_last_entry_of_a_title_is_opened(self):
        self._receive(self.owner_a, 1)
        parcel = self._receive(self.owner_a, 2)
        action = self.title.product_tmpl_id.action_view_bookstore_last_entry()
        self.assertEqual((action["res_model"], action["res_id"]), ("bookstore.parcel", parcel.id))

    def test_a_parcel_of_many_titles_finds_their_places_in_a_constant_number_of_queries(self):
        titles = [self._create_title(f"Title {number}") for number in range(40)]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self.env["bookstore.parcel"].create(
                {
                    "kind": "deposit",
                    "partner_id": self.owner_a.id,
                    "company_id": self.company.id,
                    "line_ids": [Command.create({"product_id": title.id}) for title in titles],
                }
            )
            self.env.flush_all()
