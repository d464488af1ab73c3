from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LawCommon


@tagged("post_install", "-at_install")
class TestDelivery(LawCommon):
    """Books that are sent: no discount, and a fee that is never nothing."""

    def _sent(self, copies=1, title=None, **vals):
        return self._order(self._line(title, product_uom_qty=copies), fr_book_shipped=True, **vals)

    def test_below_35_euros_3_euros_above_a_cent(self):
        for copies, fee in ((1, 3.0), (4, 3.0), (5, 0.01)):
            with self.subTest(copies=copies):
                order = self._sent(copies)
                self.assertAlmostEqual(order.fr_delivery_missing, fee)
                with self.assertRaises(UserError) as told:
                    order.action_confirm()
                self.assertIn("never free", str(told.exception))
                order.action_fr_add_delivery_fee()
                self.assertAlmostEqual(order.fr_delivery_missing, 0)
                self.assertAlmostEqual(order.amount_total, copies * 8.55 + fee)
                order.action_confirm()
                self.assertEqual(order.state, "sale")

    def test_fetched_in_the_shop_nothing_is_charged(self):
        order = self._order(self.book)
        self.assertFalse(order.fr_book_shipped)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_what_is_no_new_book_is_sent_freely(self):
        self._sent(title=self.bag).action_confirm()
        self.book.fr_book_kind = "used"
        self._sent().action_confirm()

    def test_public_bodies_are_not_concerned(self):
        self._sent(partner=self.buyers["library"]).action_confirm()

    def test_a_mixed_basket_counts_its_books(self):
        order = self._order(
            self.book, self._line(self.bag, product_uom_qty=9), fr_book_shipped=True
        )
        self.assertAlmostEqual(order.fr_delivery_missing, 3.0)

    def test_a_free_carrier_asks_the_lawful_fee(self):
        product = self.env["product.product"].create(
            {"name": "Carrier", "type": "service", "taxes_id": False}
        )
        carrier = self.env["delivery.carrier"].create(
            {"name": "Free", "product_id": product.id, "fixed_price": 0}
        )
        order = self._order(self.book)
        rate = carrier.rate_shipment(order)
        self.assertAlmostEqual(rate["price"], 3.0)
        order.set_delivery_line(carrier, rate["price"])
        self.assertTrue(order.fr_book_shipped)
        self.assertAlmostEqual(order.fr_delivery_missing, 0)
        order.action_confirm()
        cheap = carrier.rate_shipment(self._order(self.bag))
        self.assertAlmostEqual(cheap["price"], 0.0)

    def test_a_discount_ends_when_the_order_is_sent(self):
        order = self._order(self.book)
        order.order_line.discount = 5
        order.fr_book_shipped = True
        self.assertAlmostEqual(order.order_line.price_total, 8.55)
