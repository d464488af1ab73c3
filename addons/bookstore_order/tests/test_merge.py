from odoo.fields import Command
from odoo.tests import tagged

from .test_reorder import ReorderCommon


@tagged("post_install", "-at_install")
class TestMergeOrders(ReorderCommon):
    """What is to be ordered, and what was sold, is read at the title that is kept."""

    def test_sales_needs_and_thresholds_follow(self):
        other = self._create_title("The same book once more")
        titles = (self.title | other).ids
        self._sell_monthly(self.title, [2.0, 0.0, 3.0])
        self._sell_monthly(other, [1.0, 4.0, 0.0])
        levels = self.env["bookstore.threshold"]
        levels.create({"product_id": other.id, "minimum": 1, "company_id": self.company.id})
        self._mark(2)
        self._mark(3, other)
        forecasts = self.env["bookstore.forecast"].with_company(self.company)
        before = forecasts._get_outlooks(self.company, titles)
        sold = [forecasts._draw(before[title])["sold"] for title in titles]
        merge = self.env["bookstore.merge"].create(
            {"title_ids": [Command.set(titles)], "kept_id": self.title.id}
        )
        merge.action_merge()
        after = forecasts._draw(forecasts._get_outlooks(self.company, titles)[self.title.id])
        self.assertEqual(
            [copies or 0 for copies in after["sold"]],
            [sum(filter(None, month)) for month in zip(*sold, strict=True)],
        )
        self.assertEqual(self._open()["mark"], 5)
        self.assertEqual(
            levels.search([("company_id", "=", self.company.id)]).product_id, self.title
        )
        merge.action_separate()
        self.assertEqual(self._open()["mark"], 2)
        again = forecasts._get_outlooks(self.company, titles)
        self.assertEqual([forecasts._draw(again[title])["sold"] for title in titles], sold)

    def test_an_order_that_was_sent_names_the_kept_title(self):
        other = self._create_title("The same book once more")
        order = self._put_on_order(self._mark(3, other))
        merge = self.env["bookstore.merge"].create(
            {"title_ids": [Command.set((self.title | other).ids)], "kept_id": self.title.id}
        )
        merge.action_merge()
        self.assertEqual(order.order_line.product_id, self.title)
        self._receive(self.owner_a, 3, kind="firm", partner_id=self.owner_a.id)
        self.assertEqual(order.order_line.qty_received, 3, "the parcel answers the order")
        self.assertBooksRight()
