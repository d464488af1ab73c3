from odoo.tests import tagged

from odoo.addons.rental_booking.tests.common import RentalCommon

from .common import WebRentalCommon


@tagged("post_install", "-at_install")
class TestWebsiteRentalSpeed(RentalCommon):
    """A page of articles asks the availability service once, however many it shows."""

    def _count(self, templates, visit):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        prices = dict.fromkeys(templates.ids, 100.0)
        offers = self.env["website.rental"]._get_offers(templates, visit, prices)
        self.assertEqual(len(offers), len(templates))
        return self.cr.sql_log_count - before

    def test_twelve_and_forty_eight_articles_cost_the_same_queries(self):
        products = self.cable.browse()
        for number in range(48):
            products |= self._create_product(f"Lens {number}")
        templates = self.env["product.template"].browse(products.product_tmpl_id.ids)
        visit = {
            "shop": self.shop,
            "start": self.next_week,
            "end": self._monday(2),
        }
        self._count(templates, visit)
        few, many = self._count(templates[:12], visit), self._count(templates, visit)
        self.assertEqual(few, many)


@tagged("post_install", "-at_install")
class TestShopPageSpeed(WebRentalCommon):
    """The period costs the shop page the same few queries, whether it shows 12 tiles or 48."""

    def _queries(self, tiles):
        self.website.shop_ppg = tiles
        self._page("/shop")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        page = self._page("/shop").text
        return self.cr.sql_log_count - before, page.count("o_rental_offer")

    def test_the_period_costs_the_same_for_12_and_48_tiles(self):
        self.env["product.template"].search([]).is_published = False
        products = self.camera
        for number in range(60):
            products |= self._create_product(f"Lens {number}")
        products.is_published = True
        self._visit()
        plain = [self._queries(tiles) for tiles in (12, 48)]
        self._choose()
        dated = [self._queries(tiles) for tiles in (12, 48)]
        self.assertEqual([shown for _queries, shown in dated], [12, 48])
        extra = [
            with_dates[0] - without[0] for with_dates, without in zip(dated, plain, strict=True)
        ]
        self.assertEqual(extra[0], extra[1], f"{plain} {dated}")
