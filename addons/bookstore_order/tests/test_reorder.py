from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.bookstore_need_reorder import CARDS
from .common import OrderCommon


class ReorderCommon(OrderCommon):
    def _sell_monthly(self, title, sold):
        """Copies in the middle of each month before this one, as many received before."""
        months = len(sold)
        self._receive(self.firm, sum(sold), title)
        first = fields.Date.context_today(self.env.user).replace(day=15)
        for back, copies in zip(range(months, 0, -1), sold, strict=True):
            move = self._sell(copies, title)
            date = fields.Datetime.to_datetime(first - relativedelta(months=back))
            move.date = date
        entries = self.env["stock.move"].search(
            [("product_id", "=", title.id), ("location_dest_id.usage", "=", "internal")]
        )
        entries.date = fields.Datetime.to_datetime(first - relativedelta(months=months + 1))

    def _look_ahead(self):
        forecasts = self.env["bookstore.forecast"].with_company(self.company)
        forecasts.with_context(allowed_company_ids=self.company.ids)._look_ahead_all(self.company)

    def _screen(self, user=None):
        return self._as(user or self.bookseller, self.env["bookstore.need"])


@tagged("post_install", "-at_install")
class TestForecast(ReorderCommon):
    """Sales to come are foreseen, told in words, and ask for copies."""

    def test_what_sells_is_ordered_before_it_is_sold_out(self):
        self.title.bookstore_interesting = True
        sold = [2.0, 1.0, 3.0, 2.0, 2.0] * 4
        self._sell_monthly(self.title, sold)
        self._look_ahead()
        row = self.env["bookstore.forecast"].search([("product_id", "=", self.title.id)])
        self.assertEqual((row.method, round(row.expected)), ("combined", 4))
        self.assertEqual(self._refresh(), {"sales": 4})
        need = self.env["bookstore.need"].search([("product_id", "=", self.title.id)])
        self.assertIn("About 4 sold until", need.why)
        self.assertIn("about 6 sold; 4 times in 5", need.outlook)
        self.assertIn("Tried on past months", need.outlook)
        self.assertEqual(need.sales_chart["sold"][-20:], sold)
        self._receive(self.firm, 3)
        self.assertEqual(self._refresh(), {"sales": 1})
        self.company.bookstore_cover_months = 0
        self._look_ahead()
        self.assertEqual(self._refresh(), {})

    def test_a_copy_brought_back_was_no_sale(self):
        self._receive(self.firm, 3)
        month = fields.Date.context_today(self.env.user).replace(day=1)
        kept, lost = self._sell(), self._sell()
        (kept | lost).date = fields.Datetime.to_datetime(month - relativedelta(months=2))
        self._take_back(lost)
        outlook = self.env["bookstore.forecast"]._get_outlooks(self.company, self.title.ids)
        self.assertEqual(outlook[self.title.id].sold[-2], 1.0)

    def test_a_copy_given_back_stays_one_sale_in_its_month(self):
        self._receive(self.firm, 3)
        month = fields.Date.context_today(self.env.user).replace(day=1)
        sale = self._sell()
        sale.date = fields.Datetime.to_datetime(month - relativedelta(months=3))
        for ago in (2, 1):  # brought to be looked at and given back, twice
            back = self._take_back(sale)
            again = self._sell()
            again.origin_returned_move_id = back
            moment = month - relativedelta(months=ago)
            (back | again).date = fields.Datetime.to_datetime(moment)
            sale = again
        outlook = self.env["bookstore.forecast"]._get_outlooks(self.company, self.title.ids)
        sold = outlook[self.title.id].sold[-3:]
        self.assertEqual([copies or 0.0 for copies in sold], [1.0, 0.0, 0.0])

    def test_every_reason_says_why(self):
        self.env["bookstore.threshold"].create({"product_id": self.title.id, "minimum": 3})
        self._receive(self.firm, 1)
        self._refresh()
        self._mark(note="Mrs. Arnoux")
        needs = self.env["bookstore.need"].search([("product_id", "=", self.title.id)])
        whys = {need.reason: need.why for need in needs}
        self.assertIn("At least 3 wanted, 1 here", whys["threshold"])
        self.assertEqual(whys["mark"], "Mrs. Arnoux")


@tagged("post_install", "-at_install")
class TestReorder(ReorderCommon):
    """The cards: what they say, what a number does, how much they cost."""

    def _card(self, title=None):
        (card,) = self._screen().get_reorder_cards((title or self.title).ids)
        return card

    def test_a_card_says_all_of_a_title(self):
        self.env["bookstore.threshold"].create({"product_id": self.title.id, "minimum": 5})
        self._receive(self.firm, 2)
        self._receive(self.owner_b, 1)
        self._put_on_order(self._mark(1))
        self._mark(2)
        self._refresh()
        card = self._card()
        self.assertEqual((card["here"], card["on_order"], card["price"]), (3, 1, 10.55))
        self.assertEqual(
            [(reason["key"], reason["copies"]) for reason in card["reasons"]], [("mark", 2)]
        )
        self.assertEqual(card["proposed"], 2)
        self.assertEqual(card["last_purchase"]["partner"], self.owner_a.name)
        self.assertEqual(card["last_entry"]["copies"], 1)
        self.assertEqual(card["distributor"], self.owner_a.name)
        self.assertEqual(len(card["chart"]["months"]), 30)

    def test_a_number_replaces_what_was_proposed(self):
        self.title.seller_ids = [Command.create({"partner_id": self.owner_a.id})]
        self.env["bookstore.threshold"].create({"product_id": self.title.id, "minimum": 2})
        self._refresh()
        screen = self._screen()
        self.assertEqual(screen.set_reorder(self.title.id, 5), 5)
        self.assertEqual(self._open(), {"threshold": 2, "mark": 3})
        self.assertEqual(screen.set_reorder(self.title.id, 1), 1)
        self.assertEqual(self._open(), {"threshold": 1})
        self.assertEqual(self._refresh(), {"threshold": 1}, "a typed number is kept")
        screen.order_reorder(self.title.ids)
        self.assertEqual(self._refresh(), {}, "fewer were wanted than lack")
        self.env["bookstore.threshold"].search([]).minimum = 4
        self.assertEqual(self._refresh(), {"threshold": 3})
        self.assertEqual(screen.set_reorder(self.title.id, 0), 0)
        self.assertEqual(self._refresh(), {}, "what was given up does not come back")
        self.assertEqual(screen.set_reorder(self.title.id, 2), 2)
        self.assertEqual(self._open(), {"mark": 2})

    def test_totals_are_those_of_the_orders(self):
        other = self._create_title("Other", 20.0)
        lost = self._create_title("Nobody has it", 5.0)
        self._mark(1)
        self._mark(1, other, partner_id=self.owner_b.id)
        self._mark(1, lost, partner_id=False)
        screen = self._screen()
        for title, copies in ((self.title, 3), (other, 2), (lost, 4)):
            screen.set_reorder(title.id, copies)
        ids = (self.title | other | lost).ids
        rows = screen.get_reorder_totals(ids)
        self.assertEqual(
            {row["id"]: (row["titles"], row["copies"], round(row["value"], 2)) for row in rows},
            {
                self.owner_a.id: (1, 3, 31.65),
                self.owner_b.id: (1, 2, 40.0),
                False: (1, 4, 20.0),
            },
        )
        screen.order_reorder(ids)
        orders = self.env["purchase.order"].search([("bookstore_need_ids", "!=", False)])
        lines = orders.order_line.filtered(lambda line: line.product_id.id in ids)
        self.assertEqual(sum(lines.mapped("product_qty")), 5)
        self.assertEqual([row["copies"] for row in screen.get_reorder_totals(ids)], [4])

    def test_cards_take_a_constant_number_of_queries(self):
        titles = self.env["product.product"].create(
            [{"name": f"Title {number}", "is_storable": True} for number in range(50)]
        )
        self._screen().create(
            [{"product_id": title.id, "partner_id": self.owner_a.id} for title in titles]
        )
        self.env.flush_all()
        counts = []
        for some in (titles[:5], titles):
            self.env.invalidate_all()
            self._screen().get_reorder_cards(some.ids[:1])  # what is read once: rights, words
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            cards = self._screen().get_reorder_cards(some.ids)
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(cards), len(some))
        self.assertEqual(counts[0], counts[1])
        queue = self._screen().get_reorder()
        self.assertEqual((len(queue["cards"]), set(titles.ids) - set(queue["ids"])), (CARDS, set()))

    def test_only_who_keeps_the_shop_orders(self):
        screen = self._screen(self.clerk)
        for work in (
            lambda: screen.get_reorder_cards(self.title.ids),
            lambda: screen.set_reorder(self.title.id, 1),
            lambda: screen.get_reorder_totals(self.title.ids),
        ):
            with self.assertRaises(AccessError):
                work()
