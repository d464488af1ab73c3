from datetime import timedelta

from lxml import html

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import WebRentalCommon


@tagged("post_install", "-at_install")
class TestWebsiteCatalogue(WebRentalCommon):
    """What a visitor finds beside the article: other shops, the month, what goes well with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cable.write({"is_published": True, "list_price": 5.0})
        cls.camera.accessory_product_ids = cls.cable
        cls.env["rental.accessory"].create(
            {"product_tmpl_id": cls.camera.product_tmpl_id.id, "name": "Battery", "quantity": 2}
        )

    def _weekdays_only(self, shop):
        days = [
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
        ]
        shop.rental_calendar_id = self.env["resource.calendar"].create(
            {"name": "Weekdays", "tz": "Europe/Paris", "attendance_ids": days}
        )

    def test_each_shop_tells_what_it_has_for_the_own_dates(self):
        self.other_shop.is_rental_shop = True
        self._receive_units(self.camera, self.other_shop, "LYO-1")
        self._visit()
        self._choose()
        page = self._page(self.camera.website_url).text
        self.assertIn("Where to fetch it", page)
        self.assertIn("Fetch it here, Lyon", page)
        self._confirmed((self.camera, 1), start=self._monday(2), shop=self.other_shop)
        self.assertNotIn("Fetch it here, Lyon", self._page(self.camera.website_url).text)
        self._weekdays_only(self.other_shop)
        self._choose(first=5, last=6)
        self.assertIn("Closed at that time", self._page(self.camera.website_url).text)

    def test_what_goes_well_is_proposed_with_its_price(self):
        self._visit()
        self._choose(last=1)
        page = self._page(self.camera.website_url).text
        self.assertIn("2 × Battery", page)
        self.assertIn("Goes well with it", page)
        self.assertIn("Add: Cable", page)
        self.assertIn("Add: Cable", self._add().text)
        self.assertNotIn("Add: Cable", self._add(product=self.cable).text, "it is in the basket")
        self.cable.is_published = False
        self.assertNotIn("Add: Cable", self._page(self.camera.website_url).text)

    def test_a_month_shows_what_is_closed_taken_and_free(self):
        self._weekdays_only(self.shop)
        other = self._confirmed((self.camera, 3), start=self._monday(2), hours=8)
        self._visit()
        answer = self._page(
            f"/shop/rental/month?shop_id={self.shop.id}&product_id={self.camera.id}"
            f"&month={self.day:%Y-%m}"
        )
        self.assertNotIn(other.name, answer.text)
        states = {day: state for day, state, _free in answer.json()}
        self.assertEqual(states[self.day.isoformat()], "taken")
        for day, state in states.items():
            weekend = self.day.fromisoformat(day).weekday() > 4
            self.assertIn(state, ("past", "closed") if weekend else ("past", "taken", "free"))
        self.assertIn("noindex", answer.headers["X-Robots-Tag"])

    def test_a_month_is_no_door_for_robots_nor_strangers(self):
        hidden = self._create_product("Hidden")
        month, shop = f"{self.day:%Y-%m}", self.shop.id
        far = self.day + timedelta(days=400)
        with mute_logger("odoo.http"):
            for query in (
                f"shop_id={shop}&product_id={hidden.id}&month={month}",
                f"shop_id={shop}&product_id=x&month={month}",
                f"shop_id={self.other_shop.id}&month={month}",
                f"shop_id={shop}&month={far:%Y-%m}",
                f"shop_id={shop}&month=2020-01",
                f"shop_id={shop}&month=never",
                "",
            ):
                answer = self._page(f"/shop/rental/month?{query}")
                self.assertEqual(answer.status_code, 404, query)

    def test_every_field_of_the_pages_has_its_name(self):
        """WCAG 1.3.1, 3.3.2, 4.1.2: what a screen reader says of each field and button."""
        self._visit()
        self._choose()
        self._add()
        for path in ("/shop", self.camera.website_url, "/shop/rental"):
            for node in self._own_nodes(path):
                words = node.get("aria-label") or node.text_content().strip()
                labels = self.tree.xpath(f"//label[@for='{node.get('id')}']")
                self.assertTrue(words or labels, f"{path}: {node.tag} {dict(node.attrib)}")
            ids = self.tree.xpath("//*[starts-with(@id, 'rental_')]/@id")
            self.assertEqual(len(ids), len(set(ids)), path)

    def _own_nodes(self, path):
        self.tree = html.fromstring(self._page(path).content)
        forms = "//form[starts-with(@action, '/shop/rental')]"
        fields = "input[not(@type='hidden')]", "select", "button", "a"
        return [node for tag in fields for node in self.tree.xpath(f"{forms}//{tag}")]
