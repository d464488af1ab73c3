from odoo.tests import tagged

from .common import OrderCommon


@tagged("post_install", "-at_install")
class TestOrdersAgain(OrderCommon):
    """Orders cancelled, prepared again, come in part, merged; in packs and other currencies."""

    def _on_order(self):
        self.env.flush_all()
        title = self.title.product_tmpl_id
        title.invalidate_recordset(["bookstore_on_order"])
        return title.bookstore_on_order

    def test_a_cancelled_order_sent_again_is_on_order(self):
        order = self._put_on_order(self._mark(4))
        order.button_cancel()
        self._mark(1)
        self.assertEqual(self._open(), {"mark": 5})
        order.button_draft()
        self.assertEqual((self._open(), self._on_order()), ({"mark": 1}, 4))
        order.button_confirm()
        line = order.order_line
        self.assertEqual((line.bookstore_waiting, line.bookstore_given_up), (4, 0))
        self.assertEqual(self._on_order(), 4)
        self.assertEqual(line.sudo().bookstore_need_ids.mapped("quantity"), [4])

    def test_needs_ordered_elsewhere_stay_there(self):
        order = self._put_on_order(self._mark(2))
        order.button_cancel()
        need = self.env["bookstore.need"].search(
            [("product_id", "=", self.title.id), ("state", "=", "open")]
        )
        other = self._put_on_order(need.with_user(self.bookseller))
        order.button_draft()
        self.assertEqual((need.order_id, self._open()), (other, {}))

    def test_cancelling_what_came_in_part_asks_for_the_rest_only(self):
        order = self._put_on_order(self._mark(5))
        self._receive(self.owner_a, 3, kind="firm", partner_id=self.owner_a.id)
        order.button_cancel()
        self.assertEqual(self._open(), {"mark": 2})

    def test_copies_given_up_on_a_line_are_not_asked_for_again_when_it_is_cancelled(self):
        need = self._mark(2)
        order = self._put_on_order(need)
        order.order_line.bookstore_answer_id = self.env.ref(
            "bookstore_order.bookstore_answer_out_of_print"
        )
        order.button_cancel()
        self.assertEqual((self._open(), need.state), ({}, "dropped"))

    def test_a_number_lowered_by_hand_loses_no_copy(self):
        order = self._put_on_order(self._mark(5), confirm=False)
        order.order_line.product_qty = 2
        order.button_cancel()
        self.assertEqual(self._open(), {"mark": 5})
        need = self.env["bookstore.need"].search(
            [("product_id", "=", self.title.id), ("state", "=", "open")]
        )
        again = self._put_on_order(need.with_user(self.bookseller), confirm=False)
        again.order_line.product_qty = 0
        again.order_line.unlink()
        self.assertEqual(self._open(), {"mark": 5})

    def test_a_deposit_paid_on_a_bill_has_no_copies(self):
        order = self._put_on_order(self._mark(1), confirm=False)
        line = self.env["purchase.order.line"].create(
            {
                "order_id": order.id,
                "name": "Down payment",
                "product_qty": 0,
                "price_unit": 0,
                "product_uom_id": self.title.uom_id.id,
                "is_downpayment": True,
            }
        )
        self.assertEqual((line.bookstore_waiting, line.bookstore_given_up), (0, 0))
        order.button_cancel()
        self.assertEqual((order.state, self._open()), ("cancel", {"mark": 1}))

    def test_what_never_arrives_after_a_part_is_to_be_ordered_until_expected_again(self):
        order = self._put_on_order(self._mark(5))
        self._receive(self.owner_a, 3, kind="firm", partner_id=self.owner_a.id)
        line = order.order_line
        line.action_bookstore_give_up()
        self.assertEqual((self._open(), line.bookstore_given_up), ({"mark": 2}, 2))
        line.action_bookstore_expect_again()
        self.assertEqual((self._open(), line.bookstore_waiting), ({}, 2))

    def test_merged_orders_keep_their_needs_and_deposits_apart(self):
        other = self._create_title("Notre-Dame de Paris")
        needs = self._mark(2)
        first = self._put_on_order(needs, confirm=False)
        first.state = "sent"
        needs |= self._mark(1) | self._mark(3, other)
        second = self._put_on_order(needs[1:], confirm=False)
        self.assertNotEqual(first, second)
        deposit = second.sudo().copy({"is_deposit": True})
        merged = first | second | deposit
        merged.sudo().action_merge()
        self.assertEqual((second.state, deposit.state), ("cancel", "draft"))
        self.assertEqual(needs.order_id, first)
        self.assertEqual(sorted(first.order_line.mapped("product_qty")), [3, 3])
        self.assertEqual(set(needs.mapped("state")), {"ordered"})

    def test_another_need_keeps_the_price_of_the_line(self):
        self._supply(price=3.0, discount=50.0)
        line = self._put_on_order(self._mark(2), confirm=False).order_line
        self._put_on_order(self._mark(1), confirm=False)
        self.assertEqual(line.product_qty, 3)
        self.assertAlmostEqual(line.price_unit, 10.0)
        self.assertAlmostEqual(line.discount, 40)

    def _supply(self, **vals):
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.owner_a.id,
                "product_tmpl_id": self.title.product_tmpl_id.id,
                "company_id": self.company.id,
            }
            | vals
        )

    def test_a_supplier_who_sells_packs_is_ordered_copies(self):
        self._supply(price=50.0, product_uom_id=self.env.ref("uom.product_uom_pack_6").id)
        line = self._put_on_order(self._mark(2)).order_line
        self.assertEqual((line.product_uom_id, line.bookstore_waiting), (self.title.uom_id, 2))

    def test_an_order_in_another_currency_has_its_prices_in_it(self):
        pound = self.env.ref("base.GBP")
        pound.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": pound.id, "company_id": self.company.id, "rate": 2.0}
        )
        self.owner_a.with_company(self.company).property_purchase_currency_id = pound
        line = self._put_on_order(self._mark(1), confirm=False).order_line
        self.assertEqual(line.currency_id, pound)
        self.assertAlmostEqual(line.price_unit, 20.0)

    def test_packs_are_counted_in_copies(self):
        order = self._as(self.bookseller, self.env["purchase.order"]).create(
            {
                "partner_id": self.owner_a.id,
                "company_id": self.company.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.title.id,
                            "product_qty": 2,
                            "product_uom_id": self.env.ref("uom.product_uom_pack_6").id,
                        },
                    )
                ],
            }
        )
        order.button_confirm()
        line = order.order_line
        self.assertEqual((self._on_order(), line.bookstore_waiting), (12, 12))
        self._receive(self.owner_a, 5, kind="firm", partner_id=self.owner_a.id)
        self.assertEqual((self._on_order(), line.bookstore_waiting), (7, 7))
        line.action_bookstore_give_up()
        self.assertEqual((self._on_order(), line.bookstore_given_up), (0, 7))
        line.action_bookstore_expect_again()
        self._receive(self.owner_a, 7, kind="firm", partner_id=self.owner_a.id)
        self.assertEqual((self._on_order(), line.qty_received), (0, 2))
        self.assertBooksRight()

    def test_who_supplied_the_former_record_supplies_the_title(self):
        former = self._create_title("Les Contemplations (former)")
        self._receive(self.owner_c, 1, former, kind="firm", partner_id=self.owner_c.id, discount=33)
        former.sudo().write({"bookstore_merged_into_id": self.title.id, "active": False})
        need = self.env["bookstore.need"].create({"product_id": self.title.id})
        self.assertEqual(need.partner_id, self.owner_c)
        line = self._put_on_order(need.with_user(self.bookseller), confirm=False).order_line
        self.assertAlmostEqual(line.discount, 33)
