from odoo.tests import tagged

from odoo.addons.rental_booking.tests.common import RentalCommon


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
