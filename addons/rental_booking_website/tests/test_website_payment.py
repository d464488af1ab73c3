from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.rental_booking.tests.hammer import prepare_booking
from odoo.addons.rental_booking.tests.test_rental_threads import ThreadCase

from .common import WebRentalCommon

BUYERS = 8


def prepare_provider(env):
    form = env["ir.ui.view"].create(
        {"name": "pay", "type": "qweb", "arch": '<form action="/pay" method="post"/>'}
    )
    method = env.ref("payment.payment_method_unknown")
    provider = env["payment.provider"].create(
        {
            "name": "Card",
            "code": "none",
            "state": "test",
            "is_published": True,
            "payment_method_ids": [Command.set(method.ids)],
            "redirect_form_view_id": form.id,
        }
    )
    method.active = True
    return provider


@tagged("post_install", "-at_install")
class TestWebsitePayment(WebRentalCommon):
    """Paid on line or at the counter: as the company chose, not as a form says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = prepare_provider(cls.env)
        cls.env.company.write({"rental_web_answer": "confirm", "rental_web_payment": "online"})

    def _book(self, **values):
        self._visit()
        self._choose()
        self._add()
        answer = self._send(company_name="Studio", early="", **values)
        return answer, self._baskets()[:1]

    def test_on_line_the_goods_are_kept_and_nothing_is_confirmed_before(self):
        answer, booking = self._book(payment="counter")
        self.assertIn("/pay", answer.url)
        self.assertIn("Pay and confirm", answer.text)
        self.assertEqual(booking.rental_state, "proposed")
        self.assertGreater(booking.rental_hold_until, fields.Datetime.now())
        self.assertEqual(self._free(), 2)
        self.assertFalse(booking.transaction_ids)

    def test_where_the_customer_chooses_the_counter_confirms_at_once(self):
        self.env.company.rental_web_payment = "choice"
        self._visit()
        self._choose()
        self.assertIn("How do you pay?", self._add().text)
        answer, booking = self._book(payment="counter")
        self.assertEqual(booking.rental_state, "confirmed")
        self.assertNotIn("/pay", answer.url)
        answer, _bookings = self._book(payment="forged")
        self.assertIn("/pay", answer.url, "what is unknown is what the company puts first")

    def test_without_a_provider_nobody_is_sent_to_pay(self):
        self.env["payment.provider"].search([]).state = "disabled"
        _answer, booking = self._book(payment="online")
        self.assertEqual(booking.rental_state, "confirmed")

    def test_the_shops_own_page_of_payment_asks_for_no_booking_without_its_goods(self):
        booking = self._booking((self.camera, 1), require_payment=True, prepayment_percent=1.0)
        booking.carrier_id = self.env["delivery.carrier"].search([], limit=1)
        booking.action_rental_submit()
        booking.action_rental_propose()
        booking._portal_ensure_token()
        self._confirmed((self.camera, 3))
        self.authenticate(None, None)
        params = {
            "access_token": booking.access_token,
            "provider_id": self.provider.id,
            "payment_method_id": self.provider.payment_method_ids.id,
            "token_id": None,
            "amount": booking.amount_total,
            "flow": "redirect",
            "tokenization_requested": False,
            "landing_route": "/my",
        }
        path = f"/shop/payment/transaction/{booking.id}"
        with mute_logger("odoo.http"):
            answer = self.url_open(path, json={"params": params}).json()
        self.env.invalidate_all()
        self.assertIn("You have paid nothing", answer["error"]["data"]["message"])
        booking.partner_id.rental_asks_only = True
        with mute_logger("odoo.http"):
            answer = self.url_open(path, json={"params": params}).json()
        self.env.invalidate_all()
        self.assertIn("above your limit", answer["error"]["data"]["message"])
        self.assertFalse(booking.transaction_ids)

    def test_a_contact_above_his_limit_confirms_nothing_by_the_web_shop(self):
        self.env.company.rental_web_payment = "counter"
        self.customer.rental_confirm_limit = 10
        booking = self._booking((self.camera, 1), rental_website_id=self.website.id)
        booking._rental_web_send(self.customer)
        self.assertEqual(booking.rental_state, "proposed")
        self.assertIn("above his limit", booking.activity_ids.mapped("summary")[0])


@tagged("post_install", "-at_install", "slow", "-standard")
class TestLastUnit(ThreadCase):
    """Eight people want the last unit in one moment; each has it in his basket, nobody holds it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_env() as env:
            product = env["product.product"].browse(cls.product_id)
            shop = env["stock.warehouse"].browse(cls.shop_id)
            env["stock.quant"]._update_available_quantity(product, shop.lot_stock_id, -9)
            shop.company_id.write({"rental_web_answer": "confirm", "rental_web_hold_minutes": 0})
            customer = env["res.partner"].browse(cls.customer_id)
            values = prepare_booking(
                product, shop, customer, cls.start, cls.start + timedelta(hours=10)
            )
            website = env["website"].search([], limit=1)
            values["rental_website_id"] = website.id
            cls.basket_ids = env["sale.order"].create([values] * BUYERS).ids

    def test_one_may_pay_and_seven_are_told_before(self):
        def buy(env, thread, _attempt):
            basket = env["sale.order"].browse(self.basket_ids[thread])
            basket._rental_web_send(basket.partner_id, pay_online=True)

        def pay(env, thread, _attempt):
            env["sale.order"].browse(self.basket_ids[thread])._rental_take_for_payment()

        sent = self._hammer(buy, BUYERS, 1)
        self.assertEqual((sent["done"], sent["raw"]), (BUYERS, 0), sent)
        paid = self._hammer(pay, BUYERS, 1)
        self.assertEqual((paid["done"], paid["refused"]), (1, BUYERS - 1), paid)
        with self._new_env() as env:
            bookings = env["sale.order"].browse(self.basket_ids)
            winner = bookings.filtered("rental_hold_until")
            self.assertEqual(len(winner), 1)
            winner.action_confirm()
            for loser in bookings - winner:
                self.assertNotEqual(loser.state, "sale")
            self.assertEqual(self._overbooked_units(env), 0)

    def _overbooked_units(self, env):
        rows = env["rental.occupation"].search(
            [("product_id", "=", self.product_id), ("blocking", "=", True)]
        )
        return max(0, sum(rows.mapped("quantity")) - 1)
