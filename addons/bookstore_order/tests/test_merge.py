from odoo import fields
from odoo.exceptions import UserError
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

    def _merge(self, other):
        merge = self.env["bookstore.merge"].create(
            {"title_ids": [Command.set((self.title | other).ids)], "kept_id": self.title.id}
        )
        merge.action_merge()
        return merge

    def test_what_was_put_on_an_order_since_is_not_ordered_twice(self):
        alone = self._create_title("The same book once more")
        both = self._create_title("And once more")
        self._mark(3, both)
        self._mark(2)
        merge = self._merge(both)
        order = self._put_on_order(self._find_need(), confirm=False)
        self.assertEqual(order.order_line.product_qty, 5)
        self._assert_kept_together(merge)
        self.assertEqual(self._find_need("ordered").quantity, 5)
        self.assertFalse(self.env["bookstore.need"].search([("product_id", "=", both.id)]))
        self._mark(4, alone)
        merge = self._merge(alone)
        self._put_on_order(self._find_need(), confirm=False)
        self._assert_kept_together(merge)

    def _find_need(self, state="open"):
        needs = self.env["bookstore.need"]
        return needs.search([("product_id", "=", self.title.id), ("state", "=", state)])

    def _assert_kept_together(self, merge):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            merge.action_separate()
        self.assertIn("was changed since", str(caught.exception))
        self.env.invalidate_all()

    def test_needs_that_follow_from_the_stock_are_reckoned_anew(self):
        other = self._create_title("The same book once more")
        levels = self.env["bookstore.threshold"].create(
            [
                {"product_id": title.id, "minimum": minimum, "company_id": self.company.id}
                for title, minimum in ((self.title, 2), (other, 3))
            ]
        )
        today = fields.Date.context_today(self.env.user)
        forecasts = self.env["bookstore.forecast"].create(
            [
                {
                    "product_id": title.id,
                    "company_id": self.company.id,
                    "until": today,
                    "months": months,
                    "expected": 0,
                }
                for title, months in ((self.title, 2), (other, 4))
            ]
        )
        self._refresh()
        merge = self._merge(other)
        self.assertEqual(self._open(), {"threshold": 2})
        levels.exists().minimum = 6
        self.assertEqual(self._refresh(), {"threshold": 6})
        merge.action_separate()
        needs = self.env["bookstore.need"].search([("product_id", "=", other.id)])
        self.assertEqual(needs.mapped("quantity"), [3])
        self.assertEqual(self._open(), {"threshold": 6})
        months = {
            forecast.product_id: (forecast.months, forecast.until)
            for forecast in forecasts.search([("product_id", "in", (self.title | other).ids)])
        }
        self.assertEqual(months, {self.title: (2, today), other: (4, today)})

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
