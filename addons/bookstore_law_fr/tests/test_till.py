from odoo.tests import tagged

from .common import LawCommon


@tagged("post_install", "-at_install")
class TestTill(LawCommon):
    """What was sold at the till all the same is recorded, and told."""

    def _alerts(self):
        return self.env["bookstore.alert"].search([("kind", "=", "unlawful_price")])

    def test_a_lawful_sale_tells_nothing(self):
        self._ring_up(2, title=self.book, price=8.13)
        self._ring_up(1, title=self.bag, price=1.0)
        self.assertFalse(self._alerts())

    def test_a_sale_too_low_and_one_too_high_are_told(self):
        self._ring_up(2, title=self.book, price=8.12)
        self.assertIn("8.13", self._alerts().note)
        self._alerts()._close()
        self._ring_up(1, title=self.book, price=8.60)
        self.assertEqual(len(self._alerts()), 2)

    def test_a_refund_is_no_sale(self):
        order = self._ring_up(1, title=self.book, price=8.55)
        self._ring_up(-1, title=self.book, price=8.55, refund_of=order)
        self.assertFalse(self._alerts())

    def test_the_till_knows_what_it_needs_without_the_server(self):
        titles = self.env["product.template"]._load_pos_data_fields(self.till)
        self.assertTrue({"fr_book_kind", "fr_book_price", "fr_book_is_old"} <= set(titles))
        self.assertIn(
            "fr_book_buyer_of_firm", self.env["res.partner"]._load_pos_data_fields(self.till)
        )
        self.assertAlmostEqual(self.book.product_tmpl_id.fr_book_price, 8.55)
        self.assertEqual((self.company.fr_book_public, self.company.fr_book_article_3), (5, 9))
        self.company.account_fiscal_country_id = self.env.ref("base.be")
        self.company.invalidate_recordset()
        self.assertEqual(self.company.fr_book_public, 100)
