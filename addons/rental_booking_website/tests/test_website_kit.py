from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.rental_booking.tests.test_rental_kit import KitCommon

from .common import WebRentalCommon


@tagged("post_install", "-at_install")
class TestWebsiteKit(KitCommon, WebRentalCommon):
    """A visitor books a kit as one article; its parts are what is free or not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.kit | cls.cable).is_published = True

    def _kits(self, basket):
        return {
            line.product_id.name: line.product_uom_qty for line in basket._rental_get_asked_lines()
        }

    def test_a_kit_is_shown_booked_and_taken_out_as_one(self):
        self._visit()
        tile = self._choose().text
        self.assertRegex(tile, r"(?s)Interview kit.*?120\.00.*?2\s+free")
        page = self._page(self.kit.website_url).text
        self.assertIn("1 × Camera, 4 × Cable, 1 × Lamp or Spare lamp", page)
        self.assertIn("Put into my booking", page)
        self.assertIn("Interview kit", self._page(self.camera.website_url).text, "proposed")
        self.assertIn("8 × Cable", self._add(5, self.kit).text)
        basket = self._baskets()[:1]
        self.assertEqual(self._kits(basket), {"Interview kit": 2}, "no more cables than for two")
        self.assertEqual(basket.amount_untaxed, 240.0)
        kit = basket._rental_get_asked_lines()
        kit._rental_get_kit_parts().tax_ids = self.env["account.tax"].create(
            {"name": "VAT", "amount": 20.0, "amount_type": "percent"}
        )
        self.assertEqual(kit._rental_web_get_total(), basket.amount_total, "to the cent")
        self.assertEqual(self._free(), 1)
        self._post("/shop/rental/update", product_id=self.kit.id, quantity=1)
        self._add(1, self.cable)
        basket = self._baskets()[:1]
        self.assertEqual(self._kits(basket), {"Interview kit": 1, "Cable": 1})
        self.assertEqual(self._parts(basket)[self.lamp], 1, "chosen anew")
        self._post("/shop/rental/update", product_id=self.kit.id, quantity=0)
        self.assertEqual(self._parts(self._baskets()[:1]), {self.cable: 1})

    def test_days_and_dates_of_a_kit_are_those_of_its_parts(self):
        start = self._monday(2)
        self._confirmed((self.cable, 7), start=start)
        month = self.env["website.rental"]._get_month(
            self.kit, self.shop, start.date().replace(day=1)
        )
        states = {day: (state, units) for day, state, units in month}
        self.assertEqual(states[start.date().isoformat()], ("taken", 0.0))
        self._visit()
        self._choose()
        self.assertIn("only 0 free", self._add(1, self.kit).text)
        self._choose(first=1, last=1)
        self._add(1, self.kit)
        self.assertIn("Interview kit", self._choose().text, "the whole kit leaves the basket")
        self.assertFalse(self._baskets()[:1].order_line)

    def test_on_other_dates_a_kit_takes_its_article_that_is_free_then(self):
        self._confirmed((self.lamp, 1), start=self._monday(2))
        self._visit()
        self._choose(first=1, last=1)
        self._add(1, self.kit)
        self.assertIn(self.lamp, self._parts(self._baskets()[:1]))
        self._choose()
        basket = self._baskets()[:1]
        self.assertEqual(self._kits(basket), {"Interview kit": 1})
        self.assertIn(self.spare, self._parts(basket))

    def test_a_kit_is_never_sold(self):
        cart = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "website_id": self.website.id}
        )
        self.assertFalse(self.kit._is_add_to_cart_allowed())
        with self.assertRaises(ValidationError):
            cart._cart_add(product_id=self.kit.id, quantity=1)

    def test_the_price_of_days_is_that_of_the_basket(self):
        card = self.env["product.product"].create({"name": "Memory card", "list_price": 30.0})
        self.kit.combo_ids += self.env["product.combo"].create(self._prepare_combo("Card", card))
        self.combos[0].combo_item_ids.extra_price = 5.0
        end = self.next_week + timedelta(days=4)
        visit = {"shop": self.shop, "start": self.next_week, "end": end}
        template = self.kit.product_tmpl_id
        offer = self.env["website.rental"]._get_offers(template, visit, {template.id: 120.0})
        booking = self._booking((self.kit, 1), start=self.next_week, hours=96)
        self.assertAlmostEqual(offer[template.id]["price"], booking.amount_untaxed, 2)
