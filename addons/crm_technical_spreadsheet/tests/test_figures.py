import base64
import io
import json
from datetime import timedelta

from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.misc import formatLang
from odoo.tools.safe_eval import safe_eval

from .common import FiguresCommon


@tagged("post_install", "-at_install")
class TestFigures(FiguresCommon):
    """The same number everywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._sell(cls.anna, (cls.motor, 8), (cls.gate, 2), returned=2)
        cls.second = cls._sell(cls.boss, (cls.motor, 2))
        cls._rate(cls.motor.product_tmpl_id, 5)
        cls._rate(cls.motor, 2)
        cls.env.flush_all()
        cls.figures = cls.env["tech.sales.report"]

    def _read(self, domain, measures, groupby=(), user=None):
        figures = self.figures.with_user(user) if user else self.figures
        return figures._read_group(domain, groupby, measures)

    def test_sales_returns_and_ratings_stand_in_one_cube(self):
        of_motor = [("product_tmpl_id", "=", self.motor.product_tmpl_id.id)]
        found = self._read(
            of_motor,
            ["ordered:sum", "amount:sum", "delivered:sum", "returned:sum", "returned_amount:sum"],
        )[0]
        self.assertEqual(found, (10, 1000, 10, 2, 200))
        rate, rating, count = self._read(
            of_motor, ["return_rate:avg", "rating:avg", "rating_count:sum"]
        )[0]
        self.assertAlmostEqual(rate, 20, msg="2 of 10, not the mean of 25 % and 0 %")
        self.assertEqual((rating, count), (3.5, 2))
        currencies = self._read(of_motor, ["currency_id:array_agg_distinct"])[0][0]
        self.assertEqual(currencies, self.env.company.currency_id.ids, "else no total is shown")
        sectors = self._read(
            [("partner_id", "=", self.customer.id)], ["amount:sum"], ["industry_id"]
        )
        self.assertEqual(sectors, [(self.sector, 1060)])

    def test_a_row_opens_its_order_or_the_product_that_was_rated(self):
        of_motor = [("product_tmpl_id", "=", self.motor.product_tmpl_id.id)]
        for row in self.figures.with_user(self.boss).search(of_motor):
            opened = row.action_open()
            wanted = row.order_id if row.kind == "sale" else self.motor.product_tmpl_id
            self.assertEqual((opened["res_model"], opened["res_id"]), (wanted._name, wanted.id))

    def test_what_is_given_back_after_a_repair_is_delivered_once(self):
        order = self._sell(self.anna, (self.motor, 1), returned=1)
        back = order.picking_ids.filtered(lambda one: one.move_ids.location_id.usage == "customer")
        wizard = self.env["stock.return.picking"].create({"picking_id": back.id})
        wizard.product_return_moves.quantity = 1
        given = wizard._create_return()
        self._do(given)
        self.assertEqual(given.move_ids.origin_returned_move_id, back.move_ids)
        self.assertEqual(given.move_ids.sale_line_id, order.order_line)
        self.env.flush_all()
        found = self._read(
            [("order_id", "=", order.id)], ["delivered:sum", "returned:sum", "return_rate:avg"]
        )
        self.assertEqual(found, [(1, 1, 100)])

    def test_another_unit_and_another_currency(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._sell(self.anna, (self.gate, 1))
        line = order.order_line
        other = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.gate.id,
                            "product_uom_qty": 2,
                            "product_uom_id": dozen.id,
                        },
                    )
                ],
            }
        )
        other.action_confirm()
        self._do(other.picking_ids)
        other.currency_rate = 2
        self.env.flush_all()
        found = self._read(
            [("order_id", "=", other.id)], ["ordered:sum", "delivered:sum", "amount:sum"]
        )
        self.assertEqual(found[0][:2], (24, 24))
        self.assertEqual(found[0][2], other.amount_untaxed / 2)
        self.assertEqual(
            self._read([("order_id", "=", order.id)], ["amount:sum"])[0][0], line.price_subtotal
        )

    def test_each_figure_of_each_dashboard_is_that_of_its_list(self):
        """Recomputed for every pivot from the rows of its list, one by one."""
        for name in ("team", "mine", "products"):
            dashboard = self.env.ref(f"crm_technical_spreadsheet.dashboard_{name}")
            snapshot = json.loads(dashboard.spreadsheet_data)
            for pivot in snapshot["pivots"].values():
                self._check_pivot(f"{name}: {pivot['name']}", pivot)

    def _check_pivot(self, title, pivot):
        domain = pivot["domain"]
        if isinstance(domain, str):
            domain = safe_eval(domain, {"uid": self.env.uid})
        model = self.env[pivot["model"]]
        rows = model.search(domain)
        for measure in pivot["measures"]:
            name = measure["fieldName"]
            if name == "__count":
                continue
            field = model._fields[name]
            aggregator = field.aggregator if field.type != "many2one" else "count_distinct"
            said = model._read_group(domain, [], [f"{name}:{aggregator}"])[0][0] or 0
            with self.subTest(title, measure=name):
                self.assertAlmostEqual(said, self._count(rows, name), 2)

    def _count(self, rows, name):
        if name == "order_id":
            return len(rows.order_id)
        if name == "return_rate":
            delivered = sum(rows.mapped("delivered"))
            return 100 * sum(rows.mapped("returned")) / delivered if delivered else 0
        if name == "rating":
            rated = rows.filtered("rating")
            return sum(rated.mapped("rating")) / len(rated) if rated else 0
        return sum(rows.mapped(name))

    def test_the_cube_says_what_odoo_says_and_what_the_orders_say(self):
        orders = self.first | self.second
        said = self._read([("order_id", "in", orders.ids)], ["amount:sum", "margin:sum"])[0]
        self.assertAlmostEqual(said[0], sum(orders.mapped("amount_untaxed")))
        self.assertAlmostEqual(said[1], sum(orders.mapped("margin")))
        report = self.env["sale.report"]._read_group(
            [("name", "in", orders.mapped("name"))], [], ["price_subtotal:sum"]
        )
        self.assertAlmostEqual(said[0], report[0][0])

    def test_the_printed_table_adds_up_to_the_same_number(self):
        today = fields.Date.context_today(self.figures)
        for by in ("product_tmpl_id", "industry_id", "user_id", "date:month"):
            table = self.env["tech.sales.print"].create(
                {"date_from": today - timedelta(days=1), "date_to": today, "by": by}
            )
            rows, total = table._get_rows(), table._get_total()
            sold = self._read(table._get_domain(), ["amount:sum"])[0][0]
            with self.subTest(by):
                self.assertAlmostEqual(sum(row[2] for row in rows), sold)
                self.assertAlmostEqual(total[2], sold)
        table.action_xlsx()
        sheet = load_workbook(io.BytesIO(base64.b64decode(table.xlsx))).active
        self.assertAlmostEqual(sheet.cell(sheet.max_row, 3).value, sold)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "crm_technical_spreadsheet.report_sales_figures", table.ids
        )
        self.assertIn(formatLang(self.env, total[2]), html.decode())

    def test_who_sees_own_orders_sees_own_figures(self):
        mine = self._read([("kind", "=", "sale")], ["amount:sum"], ["user_id"], self.anna)
        self.assertEqual(mine, [(self.anna, 860)])
        everyone = self._read([("kind", "=", "sale")], ["amount:sum"], ["user_id"], self.boss)
        self.assertIn((self.boss, 200), everyone)
        with self.assertRaises(AccessError):
            self.figures.with_user(self.anna).create({"amount": 1})
        names = self.env["spreadsheet.dashboard"].with_user(self.anna).search([]).mapped("name")
        self.assertIn("My Sales", names)
        self.assertNotIn("The Team", names)

    def test_the_cube_is_read_in_one_query(self):
        self.env.company.currency_id.ensure_one()
        with self.assertQueryCount(1):
            self._read([], ["amount:sum", "return_rate:avg", "rating:avg"], ["product_tmpl_id"])
