from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import WebRentalCommon


@tagged("post_install", "-at_install")
class TestWebsiteRental(WebRentalCommon):
    def test_no_path_of_the_shop_sells_what_is_rented(self):
        cart = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "website_id": self.website.id}
        )
        with self.assertRaises(ValidationError):
            cart._cart_add(self.camera.id, 1)
        goods = self._create_product("Bag", is_rental=False, rental_tariff_id=False)
        with self.assertRaises(ValidationError):
            cart.order_line = [Command.create({"product_id": self.camera.id})]
        line = self.env["sale.order.line"].create({"order_id": cart.id, "product_id": goods.id})
        with self.assertRaises(ValidationError):
            line.product_id = self.camera
        self.assertFalse(self.camera.product_tmpl_id._can_be_added_to_cart())
        values = {
            "product_template_id": self.camera.product_tmpl_id.id,
            "product_id": self.camera.id,
            "quantity": 1,
        }
        for login in (None, "admin"):
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                answer = self.url_open("/shop/cart/add", json={"params": values}).json()
            self.assertIn("error", answer, login)
        sold = self.env["sale.order.line"].search([("product_id", "=", self.camera.id)])
        self.assertFalse(sold)

    def test_the_catalogue_tells_price_and_what_is_free(self):
        self._visit()
        page = self._page("/shop?search=Camera").text
        self.assertIn("choose your dates", page)
        self._choose(last=1)
        page = self._page("/shop?search=Camera").text
        self.assertIn("3 free", page)
        self.assertIn("200.00", page, "two days of 100")
        self.assertNotIn("first_day=", page, "no dates in addresses")
        self._confirmed((self.camera, 3), start=self._monday(2))
        self.assertIn("Not free at your dates", self._page("/shop?search=Camera").text)
        page = self._page(self.camera.website_url).text
        self.assertIn("Free for as long from", page)
        self.assertNotIn("no valid combination", page)
        self.assertNotIn("Put into my booking", page)

    def test_an_article_has_its_page_where_no_shop_rents(self):
        self.shop.is_rental_shop = False
        self._visit()
        page = self._page(self.camera.website_url)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("The next five weeks", page.text)

    def test_a_basket_keeps_its_goods_for_a_while(self):
        self._visit()
        self._choose()
        page = self._add(2).text
        self.assertIn("Kept for you until", page)
        basket = self._baskets()
        self.assertEqual((basket.rental_state, basket.order_line.product_uom_qty), ("draft", 2))
        self.assertFalse(basket.website_id, "no cart of the shop")
        self.assertEqual(self._free(), 1)
        self._visit()
        self._choose()
        self.assertIn("only 1 free", self._add(2).text)
        with freeze_time(datetime.now() + timedelta(minutes=31)):
            self.assertEqual(self._free(), 3, "the time alone releases it")

    def test_one_period_for_the_whole_basket(self):
        self._visit()
        self._choose()
        self._add(2)
        amount = self._baskets().amount_untaxed
        self._choose(last=1)
        basket = self._baskets()
        self.assertEqual(basket.amount_untaxed, 2 * amount)
        self._confirmed((self.camera, 2), start=self._monday(3))
        page = self._choose(first=7, last=7)
        self.assertIn("taken out of your basket: Camera", page.text)
        self.assertFalse(self._baskets().order_line)

    def test_a_request_is_sent_and_is_no_basket_any_more(self):
        self._visit()
        self._choose()
        self._add()
        self.assertIn("accept the terms", self._send(terms="").text)
        self.assertIn("time to withdraw", self._send(early="").text)
        page = self._send()
        self.assertIn("Thank you: we have your request", page.text)
        booking = self._baskets()
        self.assertEqual(booking.rental_state, "requested")
        self.assertEqual(booking.partner_id.email, "camille@example.com")
        self.assertTrue(booking.rental_consent_on)
        self.assertIn("Nothing chosen yet", self._page("/shop/rental").text)
        self._add()
        self.assertEqual(len(self._baskets()), 2, "a new basket, not the request again")
        self.assertEqual(booking.order_line.product_uom_qty, 1)

    def test_what_a_visitor_asked_for_nobody_else_writes(self):
        user = new_test_user(self.env, "web_desk", "rental_booking.group_rental_booking_desk")
        booking = self._confirmed((self.camera, 1)).with_user(user)
        for name, value in (("rental_consent_ip", "192.0.2.1"), ("rental_consent_on", False)):
            with self.subTest(name=name), self.assertRaises(AccessError):
                booking.write({name: value})
        forger = booking.browse().with_context(default_rental_consent_ip="192.0.2.1")
        forged = forger.create({"partner_id": self.customer.id})
        self.assertFalse(forged.rental_consent_ip)

    def test_what_is_free_is_confirmed_at_once_where_the_company_wants_it(self):
        self.env.company.rental_web_answer = "confirm"
        self._visit()
        self._choose()
        self._add()
        self.assertIn("Order with obligation to pay", self._page("/shop/rental").text)
        page = self._send(company_name="Studio", early="")
        self.assertIn("your booking is confirmed", page.text)
        booking = self._baskets()
        self.assertEqual((booking.rental_state, booking.state), ("confirmed", "sale"))
        self.assertEqual(self._free(), 2)

    def test_what_went_to_somebody_else_is_told_before_it_is_sent(self):
        self.env.company.write({"rental_web_answer": "confirm", "rental_web_hold_minutes": 0})
        self._visit()
        self._choose()
        self._add(2)
        other = self._confirmed((self.camera, 2), start=self._monday(2))
        page = self._send()
        self.assertIn("No longer free: Camera", page.text)
        self.assertNotIn(other.name, page.text, "other bookings are nobody's business")
        self.assertEqual(self._baskets().rental_state, "draft")
        basket = self._baskets()
        basket._rental_web_send(self.customer)
        self.assertEqual(
            basket.rental_state, "to_process", "beside the page: the desk looks for it"
        )

    def test_closed_days_and_days_that_are_over_are_refused_in_words(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Weekdays",
                "tz": "Europe/Paris",
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Open",
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 18,
                            "day_period": "full_day",
                        }
                    )
                    for day in range(5)
                ],
            }
        )
        self.shop.rental_calendar_id = calendar
        self._visit()
        self.assertIn("is closed on", self._choose(first=5, last=6).text)
        self.assertIn("must come after", self._choose(first=1, last=0).text)
        self.assertIn("is over", self._choose(first=-60, last=0).text)
        self.assertIn("not understood", self._choose(first_day="someday").text)
        self.assertIn("one of our shops", self._choose(shop_id=self.other_shop.id).text)
        self._choose(first=0, last=0, last_part="morning")
        self._add()
        basket = self._baskets()
        local = fields.Datetime.context_timestamp(
            basket.with_context(tz="Europe/Paris"), basket.rental_start
        )
        self.assertEqual((local.hour, basket.order_line.rental_half_days), (9, 1))

    def test_forged_products_and_quantities_come_to_nothing(self):
        hidden = self._create_product("Hidden")
        goods = self._create_product("Goods", is_rental=False, rental_tariff_id=False)
        goods.is_published = True
        self._visit()
        self._choose()
        with mute_logger("odoo.http"):
            for product_id in (hidden.id, goods.id, 0, "x"):
                answer = self._post("/shop/rental/add", product_id=product_id, quantity=1)
                self.assertEqual(answer.status_code, 404, product_id)
            forged = self.url_open("/shop/rental/add", data={"product_id": self.camera.id})
            self.assertEqual(forged.status_code, 400, "without the token of the form")
        self._add(quantity=-5)
        self._add(quantity="many")
        self.assertFalse(self._baskets().order_line)
        self._add(quantity=5000)
        self.assertEqual(self._baskets().order_line.product_uom_qty, 3)
        answer = self._post("/shop/rental/period", back="https://evil.example", shop_id="1")
        self.assertNotIn("evil", answer.url)
