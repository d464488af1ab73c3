import random
from datetime import date, datetime, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import TillCommon


@tagged("post_install", "-at_install")
class TestFigures(TillCommon):
    """Figures beside a plain list of what was sold, whatever way it was."""

    @classmethod
    def _build_shop(cls):
        super()._build_shop()
        cls._create_users()
        cls.other = cls._create_title("Les Châtiments", 8.44)
        cls.label = cls.env["product.tag"].create({"name": "Poetry"})
        cls.title.product_tag_ids = cls.label
        (cls.title | cls.other).write(
            {"taxes_id": [Command.set(cls.tax_sale.ids)], "bookstore_is_title": True}
        )
        cls.service = cls.env["product.product"].create(
            {"name": "Carriage", "type": "service", "list_price": 5, "taxes_id": False}
        )

    def _sales(self, groups=(), domain=(), user=None):
        report = self._as(user or self.bookseller, self.env["bookstore.sale.report"])
        domain = [("company_id", "=", self.company.id), *domain]
        measures = ["copies:sum", "amount:sum", "amount_total:sum", "amount_before:sum"]
        rows = report._read_group(domain, groups, measures)
        rounded = [
            (*row[: len(groups)], *(round(value, 2) for value in row[len(groups) :]))
            for row in rows
        ]
        return rounded if groups else rounded[0]

    def _today(self):
        return fields.Date.context_today(self._as(self.bookseller, self.env["res.users"]))

    def _bill(
        self, quantity=1, price=10.55, day=None, kind="out_invoice", title=None, product=None
    ):
        bill = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "invoice_date": day or self._today(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": (product or title or self.title).id,
                            "quantity": quantity,
                            "price_unit": price,
                        }
                    )
                ],
            }
        )
        bill.action_post()
        return bill

    def test_each_sale_counts_once_whatever_way_it_was(self):
        self._receive(self.firm, 20)
        order = self._ring_up(quantity=3)
        self._ring_up(quantity=-1, refund_of=order)
        self._bill(2)
        self._bill(1, kind="out_refund")
        self._bill(1, price=5, product=self.service)
        draft = self._bill(7)
        draft.button_draft()
        sheet = self.env["bookstore.day.sheet"].create(
            {
                "warehouse_id": self.warehouse.id,
                "line_ids": [Command.create({"product_id": self.title.id, "quantity": 4})],
            }
        )
        sheet.action_post()
        self.assertEqual(self._sales(), (7, 70, 73.85, 0))
        channels = self._sales(["channel"])
        self.assertEqual([row[:2] for row in channels], [("invoice", 5), ("till", 2)])
        self.assertEqual(self._sales(["tag_ids"])[0][:2], (self.label, 7))
        self.assertEqual(self._sales(["tax_id"])[0][:2], (self.tax_sale, 7))
        shop = self._sales(["warehouse_id"], [("channel", "=", "till")])
        self.assertEqual(shop[0][0], self.warehouse)

    def test_a_pack_is_its_copies(self):
        pack = self.env["uom.uom"].create(
            {"name": "Six", "relative_factor": 6, "relative_uom_id": self.title.uom_id.id}
        )
        bill = self._bill(1)
        bill.button_draft()
        bill.invoice_line_ids.product_uom_id = pack
        bill.action_post()
        self.assertEqual(self._sales()[0], 6)

    def test_a_till_order_that_is_invoiced_is_sold_once(self):
        self._receive(self.firm, 5)
        order = self._ring_up(quantity=2)
        order.partner_id = self.customer
        order.action_pos_order_invoice()
        self.assertEqual(order.account_move.state, "posted")
        self.assertEqual(self._sales()[:2], (2, 20))

    def test_the_year_before_stands_beside_and_its_change(self):
        today = self._today()
        self._bill(3, day=fields.Date.subtract(today, years=1))
        # of a day that is still to come this year, also on 28 February
        self._bill(1, day=fields.Date.add(fields.Date.subtract(today, years=1), days=2))
        self._bill(6, day=today)
        period = [("date", ">=", today - timedelta(days=7))]
        self.assertEqual(self._sales(domain=period), (6, 60, 63.3, 30))
        ((change,),) = self.env["bookstore.sale.report"]._read_group(
            [("company_id", "=", self.company.id), *period], [], ["growth:avg"]
        )
        self.assertAlmostEqual(change, 100)

    def test_an_evening_sale_is_of_the_day_on_the_clock(self):
        self.bookseller.tz = "Europe/Paris"
        self._receive(self.firm, 5)
        with freeze_time("2026-06-15 23:00:00"):
            order = self._ring_up(date=datetime(2026, 6, 15, 22, 30))
        self.assertEqual(order.date_order, datetime(2026, 6, 15, 22, 30))
        days = self._sales(["date:day"], [("channel", "=", "till")])
        self.assertEqual(days[0][0], date(2026, 6, 16))

    def test_random_sales_beside_a_list(self):
        seed = random.randrange(10**6)
        chance = random.Random(seed)
        self._receive(self.firm, 200)
        self._receive(self.firm, 200, self.other)
        today, model = self._today(), {}
        for _turn in range(25):
            title = chance.choice((self.title, self.other))
            quantity = chance.randrange(1, 5)
            day = today
            if chance.random() < 0.4:
                self._ring_up(quantity=quantity, title=title, price=title.list_price)
            else:
                day = today - timedelta(days=chance.randrange(400))
                kind = chance.choice(("out_invoice", "out_invoice", "out_refund"))
                self._bill(quantity, title.list_price, day, kind, title)
                quantity = -quantity if kind == "out_refund" else quantity
            key = (title.id, day.year)
            model[key] = model.get(key, 0) + quantity
        found = {
            (title.id, first.year): copies
            for title, first, copies, *_amounts in self._sales(
                ["product_id", "date:year"], [("copies", "!=", 0)]
            )
        }
        expected = {key: copies for key, copies in model.items() if copies}
        self.assertEqual({key: n for key, n in found.items() if n}, expected, f"seed {seed}")

    def _stock(self, groups, domain=()):
        return self._as(self.bookseller, self.env["bookstore.stock.report"])._read_group(
            [("company_id", "=", self.company.id), *domain],
            groups,
            ["copies:sum", "cost_value:sum", "public_value:sum", "sold:sum", "rotation:avg"],
        )

    def test_stock_is_worth_its_cost_where_it_is_ours(self):
        self._receive(self.firm, 4)
        self._receive(self.owner_a, 6)
        sold = self._sell(2)
        self._take_back(sold, 1)
        ours = self._own()[self.firm]
        cost = self.title.standard_price
        self.assertGreater(cost, 0)
        rows = {row[0]: row[1:] for row in self._stock(["owner_kind"], [("copies", "!=", 0)])}
        self.assertEqual(rows["firm"][:2], (ours, cost * ours))
        self.assertAlmostEqual(rows["firm"][1], self.title.total_value, 2)
        self.assertEqual(sum(row[0] for row in rows.values()), 9)
        self.assertEqual({rows[kind][1] for kind in rows if kind != "firm"}, {0})
        ((_place, copies, _cost, public, sold, turns),) = self._stock(["location_id"])
        self.assertEqual((copies, sold), (9, 1))
        self.assertAlmostEqual(public, 9 * self.title.list_price, 2)
        self.assertAlmostEqual(turns, 1 / 9, 2)

    def test_merged_records_are_one_line(self):
        self._receive(self.firm, 5)
        self._ring_up(title=self.other)
        self._ring_up()
        merge = self.env["bookstore.merge"].create(
            {"title_ids": (self.title | self.other).ids, "kept_id": self.title.id}
        )
        merge.action_merge()
        ((title, copies, *_amounts),) = self._sales(["product_id"])
        self.assertEqual((title, copies), (self.title, 2))
        ((title, copies, *_rest, sold, _turns),) = self._stock(["product_id"])
        self.assertEqual((title, copies, sold), (self.title, 3, 2))

    def test_other_companies_and_clerks_see_nothing(self):
        self._receive(self.firm, 5)
        self._ring_up()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.bookseller.company_ids |= other
        report = self.env["bookstore.sale.report"].with_user(self.bookseller)
        self.assertFalse(report.with_context(allowed_company_ids=other.ids).search([]))
        self.assertTrue(report.with_context(allowed_company_ids=self.company.ids).search([]))
        self.assertFalse(report.with_user(self.clerk).has_access("read"))
