from odoo.tests import tagged

from odoo.addons.bookstore_deposit.tests.test_tours import TourCommon

from .common import LawCommon


@tagged("post_install", "-at_install", "browser")
class TestTillTour(LawCommon, TourCommon):
    """The till refuses an unlawful price before it takes the money."""

    def test_each_rule_in_each_way_a_price_is_made_at_the_till(self):
        old = self._create_title("Fort comme la mort", 8.55, fr_book_kind="new")
        self._receive(self.firm, 3, self.book)
        (self.book | self.bag | old).write({"available_in_pos": True})
        self._make_old(old)
        self.start_tour(
            f"/pos/ui/{self.till.id}", "bookstore_law_till_tour", login="tour_manager", timeout=120
        )
        first, second = self.till_session.order_ids.sorted("id")
        self.assertEqual((first | second).mapped("state"), ["paid", "paid"])
        self.assertEqual(first.lines.mapped("price_subtotal_incl"), [7.79, 10.0])
        self.assertEqual(
            second.lines.mapped(lambda line: (line.price_unit, line.fr_price_reason)),
            [(4, "Older edition")],
        )
        alerts = self.env["bookstore.alert"].search([("kind", "=", "unlawful_price")])
        self.assertFalse(alerts, alerts.mapped("note"))
