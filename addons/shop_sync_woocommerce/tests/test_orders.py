from odoo.fields import Command
from odoo.tests import tagged

from .common import WooCommon
from .fake_woocommerce.store import Store


@tagged("post_install", "-at_install")
class TestOrders(WooCommon):
    def test_an_order_comes_in_whole_and_to_the_cent(self):
        row, product = self._product(price="99.99", quantity=20)
        food = self.store.add_product("CIRE", "10.55", tax_class="reduced-rate")
        sold = self.store.add_order(
            [(row, None, 3), (food, None, 2)],
            shipping="4.17",
            fees=[("Emballage", "1.33")],
            coupon=("ETE10", 10),
            customer_note="Sonnez deux fois",
        )
        self._synchronise()
        order = self._order_of(sold["id"])
        self.assertEqual((order.state, order.shop_reference), ("sale", sold["number"]))
        self.assertAlmostEqual(order.amount_total, float(sold["total"]), 2)
        self.assertAlmostEqual(order.amount_tax, float(sold["total_tax"]), 2)
        lines = {line.name.split("\n")[0]: line for line in order.order_line}
        self.assertEqual(lines["Moteur MOT-1"].product_id, product)
        self.assertEqual(lines["Emballage"].product_id.type, "service")
        self.assertTrue(lines["Shipping: Colissimo"].is_delivery)
        self.assertIn("Sonnez deux fois", order.shop_note)
        self.assertIn("ETE10", order.shop_internal_note)
        self.assertEqual(order.partner_id.email, "ines@faure.test")
        self.assertEqual(order.partner_shipping_id.city, "Toulouse")
        payment = self.env["shop.payment"].search([("order_ids", "in", order.ids)])
        self.assertAlmostEqual(payment.amount, float(sold["total"]), 2)

    def test_repeated_and_overlapping_passes_bring_it_once(self):
        row, _product = self._product(quantity=20)
        first = self.store.add_order([(row, None, 1)])
        self._synchronise()
        self.store.add_order([(row, None, 2)])
        for _pass in range(3):
            self._synchronise()
            # Somebody sets the reading back by hand: what is known stays once.
            self.env["shop.cursor"].search([("channel_id", "=", self.channel.id)]).unlink()
        orders = self.env["sale.order"].search([("shop_channel_id", "=", self.channel.id)])
        self.assertEqual(len(orders), 2)
        self.assertEqual(len(self._order_of(first["id"]).order_line), 1)
        customers = orders.partner_id
        self.assertEqual(len(customers), 1, "a guest is one customer, by e-mail")

    def test_what_happens_in_the_shop_is_followed(self):
        row, _product = self._product(quantity=20)
        sold = self.store.add_order([(row, None, 1)], status="on-hold", paid=False)
        self._synchronise()
        order = self._order_of(sold["id"])
        self.assertEqual((order.state, order.shop_payment_ids.ids), ("draft", []))
        sold["date_paid_gmt"] = self.store.now()
        self.store.set_status(sold, "processing")
        self._synchronise()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.shop_payment_ids.mapped("state"), ["done"])
        self.store.touch(sold, shipping={**sold["shipping"], "address_1": "3 place du Salin"})
        self._synchronise()
        self.assertEqual(order.picking_ids.partner_id.street, "3 place du Salin")
        self.store.set_status(sold, "cancelled")
        self._synchronise()
        self.assertEqual(order.state, "cancel")

    def test_a_cart_that_nobody_ordered_is_left_out(self):
        row, _product = self._product()
        sold = self.store.add_order([(row, None, 1)], status="checkout-draft", paid=False)
        self._synchronise()
        self.assertFalse(self._order_of(sold["id"]))
        self.store.set_status(sold, "processing")
        self._synchronise()
        self.assertEqual(self._order_of(sold["id"]).state, "sale")

    def test_an_order_put_in_the_bin_becomes_a_question(self):
        row, _product = self._product(quantity=5)
        sold = self.store.add_order([(row, None, 1)])
        self._synchronise()
        self.store.touch(sold, status="trash")
        self._next_day()
        self._synchronise()
        order = self._order_of(sold["id"])
        self.assertTrue(order.shop_removed)
        self.assertEqual(order.state, "sale", "a person decides")

    def test_refunds_become_credit_notes(self):
        row, product = self._product(price="12.00", quantity=20)
        product.invoice_policy = "order"
        sold = self.store.add_order([(row, None, 3)], shipping="5")
        self._synchronise()
        order = self._order_of(sold["id"])
        order.order_line.product_id.invoice_policy = "order"
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertAlmostEqual(invoice.amount_total, 42)
        self.store.refund(sold, lines=[(sold["line_items"][0], 1)])
        self.store.refund(sold, amount="6.00")
        self._synchronise()
        notes = order.shop_refund_ids.sorted("id")
        self.assertEqual(notes.mapped("state"), ["done", "done"])
        self.assertEqual(notes.move_id.mapped("amount_total"), [12, 6])
        self.store.refund(sold, amount="24.00")
        self._synchronise()
        credited = sum(order.shop_refund_ids.move_id.mapped("amount_total"))
        self.assertAlmostEqual(credited, invoice.amount_total)
        taxes = sum(order.shop_refund_ids.move_id.mapped("amount_tax"))
        self.assertAlmostEqual(taxes, invoice.amount_tax)

    def test_a_refund_is_lowered_by_what_was_taken_off(self):
        """60 and 40, 10 off: the 60 and the 10 are undone, and 50 are credited."""
        rows = [self._product(name, price, 20)[0] for name, price in (("A", "60"), ("B", "40"))]
        sold = self.store.add_order([(row, None, 1) for row in rows], fees=[("Remise", "-8.33")])
        self._synchronise()
        order = self._order_of(sold["id"])
        order.order_line.product_id.invoice_policy = "order"
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertAlmostEqual(invoice.amount_total, 90)
        self.store.refund(sold, lines=[(sold["line_items"][0], 1)], fees=sold["fee_lines"])
        self._synchronise()
        self.assertEqual(order.shop_refund_ids.mapped("state"), ["done"])
        self.assertEqual(order.shop_refund_ids.move_id.mapped("amount_total"), [50])

    def test_what_is_paid_on_delivery_is_no_payment_once_it_left(self):
        row, product = self._product(quantity=5)
        self._count_stock(product, 5)
        sold = self.store.add_order([(row, None, 2)], paid=False, payment_method="cod")
        self._synchronise()
        order = self._order_of(sold["id"])
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        self._synchronise()
        self._later()
        self._synchronise()
        self.assertEqual(sold["status"], "completed")
        self.assertTrue(sold["date_paid_gmt"], "the shop counts it as paid")
        self.assertFalse(order.shop_payment_ids)

    def test_a_currency_without_decimals_comes_to_the_shops_total(self):
        yen = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "JPY")])
        )
        yen.active = True
        self.env["product.pricelist"].create({"name": "JPY", "currency_id": yen.id})
        self.store = Store(inclusive=False, decimals=0)
        self.shop.become(self.store)
        self.channel.action_check()
        row, _product = self._product(price="101")
        other, _product = self._product("B", "737", tax_class="reduced-rate")
        for pieces in range(1, 5):
            sold = self.store.add_order(
                [(row, None, pieces), (other, None, 3)], shipping="599", currency="JPY"
            )
            self._synchronise()
            order = self._order_of(sold["id"])
            waiting = self._messages("waiting")
            self.assertFalse(waiting, waiting.mapped("error_text"))
            self.assertEqual(order.amount_total, float(sold["total"]))
            self.assertEqual(set(order.order_line.tax_ids.mapped("amount")), {20, 5.5})
        order.order_line.product_id.invoice_policy = "order"
        invoice = order._create_invoices()
        invoice.action_post()
        self.store.refund(sold, amount="100")
        self.store.refund(sold, amount=sold["total"] - 100)
        self._synchronise()
        self.assertEqual(order.shop_refund_ids.mapped("state"), ["done", "done"])
        self.assertEqual(
            sum(order.shop_refund_ids.move_id.mapped("amount_total")), invoice.amount_total
        )

    def test_another_currency_has_its_price_list(self):
        franc = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        )
        franc.active = True
        prices = self.env["product.pricelist"].create({"name": "CHF", "currency_id": franc.id})
        row, _product = self._product()
        sold = self.store.add_order([(row, None, 1)], currency="CHF")
        self._synchronise()
        order = self._order_of(sold["id"])
        self.assertEqual((order.currency_id, order.pricelist_id), (franc, prices))
        self.assertAlmostEqual(order.amount_total, float(sold["total"]))

    def test_products_are_linked_by_their_number_and_doubles_are_asked_about(self):
        row, product = self._product()
        shirt = self.store.add_product("POLO")
        black = self.store.add_variation(shirt, "POLO-N", "Noir")
        ours = self.env["product.product"].create({"name": "Polo noir", "default_code": "POLO-N"})
        double = self.store.add_product("DEUX")
        self.env["product.product"].create(
            [{"name": name, "default_code": "DEUX"} for name in ("Un", "Autre")]
        )
        sold = self.store.add_order([(row, None, 1), (shirt, black, 1)])
        waits = self.store.add_order([(double, None, 1)])
        self._synchronise()
        self.assertEqual(self._order_of(sold["id"]).order_line.product_id, product | ours)
        message = self._messages("waiting").filtered(
            lambda message: message.external_key == str(waits["id"])
        )
        self.assertEqual(message.error_code, "ambiguous_product")
        message.mapping_id.product_id = product
        self._synchronise()
        self.assertEqual(self._order_of(waits["id"]).order_line.product_id, product)

    def test_an_order_that_the_shop_cannot_show_holds_up_itself(self):
        row, _product = self._product(quantity=9)
        bad = self.store.add_order([(row, None, 1)])
        good = self.store.add_order([(row, None, 1)])
        self.shop.faults.broken_orders = {bad["id"]}
        self._synchronise()
        self.assertTrue(self._order_of(good["id"]))
        self.assertEqual(self._messages("waiting").mapped("error_code"), ["unreadable"])
        self.shop.faults.broken_orders = set()
        self._messages("waiting").action_read_again()
        self._synchronise()
        self.assertTrue(self._order_of(bad["id"]))


@tagged("post_install", "-at_install")
class TestExclusive(WooCommon):
    """A shop whose prices are entered without their tax."""

    inclusive = False

    def test_totals_and_taxes_are_the_shops(self):
        row, _product = self._product(price="4.99", quantity=90)
        other = self.store.add_product("B", "7.37", tax_class="reduced-rate")
        sold = [
            self.store.add_order(
                [(row, None, pieces), (other, None, 1)],
                shipping="5.99",
                coupon=("VIP", "33.3") if pieces % 2 else None,
            )
            for pieces in range(1, 9)
        ]
        self._synchronise()
        for shop_order in sold:
            order = self._order_of(shop_order["id"])
            self.assertAlmostEqual(order.amount_total, float(shop_order["total"]), 2)
            self.assertAlmostEqual(order.amount_tax, float(shop_order["total_tax"]), 2)
            self.assertEqual(order.order_line.tax_ids.mapped("amount"), [20, 5.5])
            self.assertFalse(order.order_line.filtered(lambda line: line.shop_part == "difference"))
            order.order_line.product_id.taxes_id = [Command.clear()]
