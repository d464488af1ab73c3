import re
from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, freeze_time, new_test_user, tagged

from odoo.addons.suite_base.core.forecasting.demand import add_months

from ..models import tech_forecast_advice, tech_forecast_run


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestForecast(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "House of Forecasts"})
        company.partner_id.lang = "en_US"
        context = {"tracking_disable": True, "allowed_company_ids": company.ids}
        cls.env = cls.env(context={**cls.env.context, **context})
        home = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        cls.manager = new_test_user(
            cls.env, "forecast_manager", "stock.group_stock_manager", **home
        )
        cls.worker = new_test_user(cls.env, "forecast_worker", "stock.group_stock_user", **home)
        cls.chief, cls.seller = (
            new_test_user(cls.env, f"forecast_sale_{name}", f"sales_team.group_sale_{name}", **home)
            for name in ("manager", "salesman")
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.supplier = cls.env["res.partner"].create({"name": "Supplier"})
        cls.steady = cls._create_product("Steady", seller_delay=10)
        cls._deliver(cls.steady, [20] * 24, received=24 * 20 + 8)
        cls.dead = cls._create_product("Dead")
        cls._deliver(cls.dead, [5] * 4 + [0] * 20, received=60)
        cls.plenty = cls._create_product("Plenty")
        cls._deliver(cls.plenty, [10] * 24, received=24 * 10 + 500)

    @classmethod
    def _create_product(cls, name, seller_delay=0):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "standard_price": 7,
                "seller_ids": [(0, 0, {"partner_id": cls.supplier.id, "delay": seller_delay})],
            }
        )

    @classmethod
    def _deliver(cls, product, amounts, received):
        """Receive at the beginning, then deliver an amount in each month before March 2026."""
        month = datetime(2026, 3, 1)
        first = add_months(month.date(), -len(amounts))
        cls._move(product, cls.suppliers, cls.stock, received, first)
        months = {add_months(first, place): amount for place, amount in enumerate(amounts)}
        sold = {month: amount for month, amount in months.items() if amount}
        cls._moves(product, cls.stock, cls.customers, sold)

    @classmethod
    def _move(cls, product, source, target, amount, month, uom=None, **values):
        return cls._moves(product, source, target, {month: amount}, uom, **values)

    @classmethod
    def _moves(cls, product, source, target, amounts, uom=None, **values):
        """Move an amount in the middle of each month."""
        moves = cls.env["stock.move"].create(
            [
                {
                    "product_id": product.id,
                    "product_uom": (uom or product.uom_id).id,
                    "product_uom_qty": amount,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    **values,
                }
                for amount in amounts.values()
            ]
        )
        moves._action_confirm(merge=False)
        for move in moves:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        moves._action_done()
        for move, month in zip(moves, amounts, strict=True):
            move.date = datetime(month.year, month.month, 15, 12)
        return moves

    def _run(self):
        run = self.env["tech.forecast.run"].create({"state": "running", "horizon": 6})
        while run._process():
            continue
        return run

    def _advice(self, product):
        return self.env["tech.forecast.advice"].search([("product_id", "=", product.id)])

    def test_the_coming_months_follow_what_was_sold(self):
        run = self._run()
        lines = run.line_ids.filtered(lambda line: line.product_id == self.steady)
        coming = lines.filtered(lambda line: line.kind == "coming")
        self.assertEqual(lines[:1].period.isoformat(), "2024-03-01")
        self.assertEqual(coming.mapped(lambda line: line.period.month), [3, 4, 5, 6, 7, 8])
        for line in coming:
            self.assertAlmostEqual(line.expected, 20, 1)
        self.assertTrue(run.is_current)
        self.assertGreaterEqual(run.product_count, 3)

    def _quote(self, quantity, **values):
        partner = self.env["res.partner"].create({"name": "Bellevue"})
        line = {"product_id": self.steady.id, "product_uom_qty": quantity, "price_unit": 10}
        line |= {"product_uom_id": values.pop("uom", self.steady.uom_id).id}
        return self.env["sale.order"].create(
            {"partner_id": partner.id, "order_line": [(0, 0, line)], **values}
        )

    def test_open_quotes_raise_what_is_expected_by_their_chance(self):
        decided = [self._quote(1) for _one in range(12)]
        for order in decided[:6]:
            order.action_confirm()
        for order in decided[6:]:
            order.action_cancel()
        self.env.company.partner_id.tz = "Europe/Paris"
        self._quote(100, commitment_date="2026-03-31 22:30:00")
        dozen = self.env.ref("uom.product_uom_dozen")
        self._quote(1, commitment_date="2026-05-20 10:00:00", uom=dozen)
        self._quote(500, validity_date="2026-03-01")
        lines = self._run().line_ids.filtered(
            lambda line: line.product_id == self.steady and line.kind == "coming"
        )
        self.assertEqual(lines.mapped("pipeline"), [0, 50, 6, 0, 0, 0])
        for line, expected in zip(lines, (20, 50, 20, 20, 20, 20), strict=True):
            self.assertAlmostEqual(line.expected, expected, 1)
        self.assertGreaterEqual(lines[1].high, 50)
        self.assertLess(lines[1].low, 20.1)

    def test_weeks_add_up_to_their_months(self):
        run = self._run()
        self.env.flush_all()
        weeks = self.env["tech.forecast.week"].search([("product_id", "=", self.steady.id)])
        months = run.line_ids.filtered(
            lambda line: line.product_id == self.steady and line.kind == "coming"
        )
        self.assertAlmostEqual(sum(weeks.mapped("expected")), sum(months.mapped("expected")), 3)
        self.assertEqual({week.period.weekday() for week in weeks}, {0})
        self.assertEqual(len(weeks.mapped("period")), len(set(weeks.mapped("period"))))
        inner = weeks[1]
        self.assertAlmostEqual(inner.expected, months[0].expected * 7 / 31, 3)
        self.assertLessEqual(inner.low, inner.expected)
        self.assertLessEqual(inner.expected, inner.high)
        self.assertTrue(weeks.with_user(self.worker).mapped("expected"))
        self.assertEqual(set(weeks.mapped("method")), {months[0].method})
        for week in weeks:
            self.assertAlmostEqual(week.mase, months[0].mase, 6)

    def test_quantities_are_in_the_products_unit_and_returns_take_off(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        product = self._create_product("By the dozen")
        month = datetime(2026, 1, 1)
        self._move(product, self.suppliers, self.stock, 100, month)
        sold = self._move(product, self.stock, self.customers, 2, month, dozen)
        later = datetime(2026, 2, 1)
        returned = {"origin_returned_move_id": sold.id}
        self._move(product, self.customers, self.stock, 1, later, dozen, **returned)
        self.assertEqual(self._get_sold(product), [12, 0])

    def _get_sold(self, product):
        lines = self._run().line_ids.filtered(
            lambda line: line.product_id == product and line.kind == "past"
        )
        return lines.mapped("actual")

    def test_what_is_given_back_after_a_repair_was_sold_once_in_its_month(self):
        product = self._create_product("Repaired")
        november, december = date(2025, 11, 1), date(2025, 12, 1)
        january, february = date(2026, 1, 1), date(2026, 2, 1)
        self._move(product, self.suppliers, self.stock, 100, november)
        inward, outward = (self.customers, self.stock), (self.stock, self.customers)
        sold = self._move(product, *outward, 5, november)
        back = self._move(product, *inward, 1, december, origin_returned_move_id=sold.id)
        given = self._move(product, *outward, 1, january, origin_returned_move_id=back.id)
        self.assertEqual(self._get_sold(product), [5, 0, 0, 0])
        self._move(product, *inward, 1, february, origin_returned_move_id=given.id)
        self.assertEqual(self._get_sold(product), [4, 0, 0, 0], "in the end it was returned")
        unknown = self._move(product, *inward, 1, december)
        self._move(product, *outward, 1, february, origin_returned_move_id=unknown.id)
        self.assertEqual(self._get_sold(product), [4, 0, 0, 0], "nobody knows what was returned")

    def test_what_to_order_is_proposed_with_reason_and_money_and_written_on_yes(self):
        self._run()
        advice = self._advice(self.steady)
        self.assertEqual((advice.kind, advice.state), ("order_point", "proposed"))
        soon, days, safety = map(float, re.findall(r"[\d.]+", advice.reason)[:3])
        self.assertEqual((soon, days), (6.6, 10), "of twenty a month")
        self.assertAlmostEqual(advice.least, soon + safety, delta=1.1, msg="the words add up")
        self.assertAlmostEqual(advice.amount, (advice.least + advice.most) / 2 * 7)
        with self.assertRaises(AccessError):
            advice.with_user(self.worker).action_accept()
        advice.with_user(self.manager).action_accept()
        point = self.env["stock.warehouse.orderpoint"].search([("product_id", "=", self.steady.id)])
        self.assertEqual(
            (point.product_min_qty, point.product_max_qty), (advice.least, advice.most)
        )
        self._run()
        self.assertNotEqual(self._advice(self.steady).state, "proposed", "it is done already")

    def test_a_sales_manager_decides_who_keeps_no_stock(self):
        self._run()
        self.assertFalse(self.chief.has_group("stock.group_stock_user"))
        steady, dead = self._advice(self.steady), self._advice(self.dead)
        plenty = self._advice(self.plenty).with_user(self.chief)
        for work in (steady.action_accept, steady.action_refuse):
            with self.assertRaises(AccessError):
                getattr(steady.with_user(self.seller), work.__name__)()
        (steady | dead).with_user(self.chief).action_accept()
        self.assertEqual((steady | dead).mapped("state"), ["accepted", "accepted"])
        point = self.env["stock.warehouse.orderpoint"].search([("product_id", "=", self.steady.id)])
        self.assertEqual(
            (point.product_min_qty, point.product_max_qty), (steady.least, steady.most)
        )
        self.assertEqual(dead.activity_ids.user_id, self.chief)
        plenty.action_refuse()
        plenty.action_reconsider()
        self.assertEqual(plenty.state, "proposed")
        with self.assertRaises(AccessError, msg="what a run reckoned is typed by nobody"):
            plenty.amount = 1
            plenty.flush_recordset()

    def test_dead_and_excess_stock_become_work_and_refused_advice_stays_refused(self):
        self._run()
        dead, plenty = self._advice(self.dead), self._advice(self.plenty)
        self.assertEqual((dead.kind, dead.quantity, dead.amount), ("dead", 40, 280))
        self.assertEqual(plenty.kind, "excess")
        self.assertLess(plenty.quantity, 500 - 100)
        dead.with_user(self.manager).action_refuse()
        plenty.with_user(self.manager).action_accept()
        self.assertIn("Plenty", plenty.activity_ids.summary)
        self._run()
        self.assertEqual(self._advice(self.dead).state, "refused")
        with self.assertRaises(UserError):
            dead.with_user(self.manager).write({"state": "accepted"})

    def _receive(self, name, month, amount=12):
        product = self._create_product(name)
        self._move(product, self.suppliers, self.stock, amount, month)
        return product

    def test_what_was_never_sold_is_named_once_it_lies_a_year(self):
        before, since = date(2025, 2, 1), date(2025, 3, 1)
        old, young = self._receive("Old", before), self._receive("Young", since)
        gone, used = self._receive("Gone", before), self._receive("Used", before)
        self._move(gone, self.stock, self.suppliers, 12, since)
        production = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.env.company.id)], limit=1
        )
        self._move(used, self.stock, production, 1, date(2026, 1, 1))
        started = self._receive("Started", before)
        self._move(started, self.stock, self.customers, 1, date(2026, 3, 1))
        self.assertNotIn(old, self._run().line_ids.product_id)
        advice = self._advice(old)
        self.assertEqual((advice.kind, advice.state), ("dead", "proposed"))
        self.assertEqual((advice.quantity, advice.amount), (12, 12 * 7))
        self.assertIn("02/15/2025", advice.reason)
        for product in (young, gone, used, started):
            self.assertFalse(self._advice(product), product.name)
        advice.with_user(self.manager).action_refuse()
        self._run()
        self.assertEqual(advice.state, "refused")
        advice.with_user(self.manager).action_reconsider()
        old.is_favorite = True
        with patch.object(tech_forecast_advice, "OWN_USE", ("is_favorite", "no_such_field")):
            self._run()
        self.assertEqual(advice.state, "withdrawn", "it is kept, not for sale")

    def test_what_was_never_sold_takes_as_many_queries_whatever_its_number(self):
        run = self.env["tech.forecast.run"].create({"state": "running"})
        advice = self.env["tech.forecast.advice"]
        self._receive("Old 1", date(2025, 1, 1))
        counts, found = [], []
        for more in (0, 0, 4):
            for place in range(more):
                self._receive(f"Old {place + 2}", date(2025, 1, 1))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            facts = advice._get_facts(run)
            for one in facts.values():
                list(advice._judge_product(run, one))
            counts.append(self.env.cr.sql_log_count - before)
            found.append(len(facts))
        self.assertEqual(found[2] - found[1], 4)
        self.assertLessEqual(counts[2], counts[1] + 1)

    def _open_depot(self):
        """A second warehouse, out of which more is delivered than out of the first."""
        depot = self.env["stock.warehouse"].create({"name": "Depot", "code": "DEP"})
        months = [add_months(date(2026, 3, 1), -age) for age in range(12, 0, -1)]
        self._move(self.steady, self.suppliers, depot.lot_stock_id, 12 * 30, months[0])
        self._moves(self.steady, depot.lot_stock_id, self.customers, dict.fromkeys(months, 30))
        return depot

    def _create_point(self, warehouse, least, most):
        return self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.steady.id,
                "warehouse_id": warehouse.id,
                "location_id": warehouse.lot_stock_id.id,
                "product_min_qty": least,
                "product_max_qty": most,
            }
        )

    def test_of_two_warehouses_the_one_that_delivers_most_gets_the_order_point(self):
        depot = self._open_depot()
        self._run()
        advice = self._advice(self.steady)
        self.assertEqual((advice.kind, advice.warehouse_id), ("order_point", depot))
        self.assertIn("Depot", advice.reason)
        advice.with_user(self.manager).action_accept()
        point = self.env["stock.warehouse.orderpoint"].search([("product_id", "=", self.steady.id)])
        self.assertEqual((point.warehouse_id, point.product_min_qty), (depot, advice.least))
        self._create_point(self.warehouse, 500, 900)
        self._run()
        self.assertEqual((advice.state, advice.warehouse_id.ids), ("proposed", []))
        self.assertIn(self.warehouse.name, advice.reason)
        with self.assertRaises(UserError) as refused:
            advice.with_user(self.manager).action_accept()
        self.assertIn("Depot", str(refused.exception))

    def test_of_two_warehouses_the_one_with_an_order_point_keeps_it(self):
        self._open_depot()
        point = self._create_point(self.warehouse, 1, 2)
        self._run()
        advice = self._advice(self.steady)
        self.assertEqual(advice.warehouse_id, self.warehouse)
        self.assertIn(self.warehouse.name, advice.reason)
        advice.with_user(self.manager).action_accept()
        self.assertEqual(
            (point.product_min_qty, point.product_max_qty), (advice.least, advice.most)
        )
        points = self.env["stock.warehouse.orderpoint"].search_count(
            [("product_id", "=", self.steady.id)]
        )
        self.assertEqual(points, 1)

    def test_what_is_accepted_to_be_sold_off_has_its_promotion_prepared(self):
        self.dead.list_price = 10  # costs 7
        self.plenty.list_price = 7
        self._run()
        dead, plenty = self._advice(self.dead), self._advice(self.plenty)
        self.assertEqual((dead.markdown, plenty.markdown), (30, 0))
        self.assertIn("280.00", dead.reason, "forty at seven")
        (dead | plenty).with_user(self.manager).action_accept()
        self.assertFalse(plenty.promotion, "no discount pays for it")
        program = dead.promotion
        self.assertFalse(program.active, "it gives nothing before somebody activates it")
        self.assertEqual((program.reward_ids.discount, program.company_id), (30, dead.company_id))
        self.assertEqual(program.reward_ids.discount_product_ids, self.dead)
        self.assertEqual(program.rule_ids.product_ids, self.dead)
        with self.assertRaises(AccessError):
            dead.with_user(self.manager).promotion = False

    def test_advice_that_no_longer_holds_is_withdrawn(self):
        self._run()
        self._move(self.dead, self.stock, self.customers, 40, datetime(2026, 2, 1))
        self._run()
        dead = self._advice(self.dead).filtered(lambda one: one.kind == "dead")
        self.assertEqual(dead.state, "withdrawn")

    def test_what_another_trade_keeps_is_left_to_it(self):
        self._run()
        self.assertEqual(self._advice(self.dead).mapped("state"), ["proposed"])
        self.dead.is_favorite = True
        with patch.object(tech_forecast_run, "OTHER_PRODUCTS", ("is_favorite", "no_such_field")):
            run = self._run()
        self.assertIn(self.steady, run.line_ids.product_id)
        self.assertNotIn(self.dead, run.line_ids.product_id)
        self.assertEqual(self._advice(self.dead).mapped("state"), ["withdrawn"])

    def test_one_run_a_month_and_company_and_the_last_one_is_current(self):
        runs = self.env["tech.forecast.run"]
        runs._ensure_runs()
        runs._ensure_runs()
        mine = [("company_id", "=", self.env.company.id), ("cutoff", "=", "2026-03-01")]
        self.assertEqual(runs.search_count(mine), 1)
        first, second = self._run(), self._run()
        self.assertEqual((first.is_current, second.is_current), (False, True))

    def test_a_run_of_an_earlier_month_leaves_the_current_one(self):
        latest = self._run()
        advised = self.env["tech.forecast.advice"].search(
            [("company_id", "=", latest.company_id.id)]
        )
        past = self.env["tech.forecast.run"].create({"state": "running", "cutoff": "2025-06-01"})
        while past._process():
            continue
        self.assertEqual((past.state, past.is_current, latest.is_current), ("done", False, True))
        self.assertEqual(advised.exists(), advised)
        self.assertTrue(advised)
        with self.assertRaisesRegex(ValidationError, "first day of a month"):
            past.copy({"cutoff": "2024-02-29"})

    def test_a_run_that_nobody_starts_holds_up_no_month(self):
        runs = self.env["tech.forecast.run"]
        draft = runs.create({})
        mine = [("company_id", "=", self.env.company.id), ("cutoff", "=", draft.cutoff)]
        runs._ensure_runs()
        runs._ensure_runs()
        self.assertEqual(sorted(runs.search(mine).mapped("state")), ["draft", "running"])

    def test_a_batch_takes_as_many_queries_whatever_its_size(self):
        run = self.env["tech.forecast.run"].create({"state": "running"})
        products = self.steady | self.dead | self.plenty
        counts = []
        for some in (products[:1], products[:1], products, products):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run._forecast_products(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[3], counts[1] + 1)

    def test_another_companys_forecast_is_not_seen(self):
        run = self._run()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "forecast_stranger",
            "stock.group_stock_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        elsewhere = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        self.assertFalse(
            self.env["tech.forecast.run"].with_env(elsewhere).search([("id", "=", run.id)])
        )
        self.assertFalse(self.env["tech.forecast.advice"].with_env(elsewhere).search([]))

    def test_the_workflow_has_no_hole(self):
        states = self.env["tech.forecast.advice"]._fields["state"].get_values(self.env)
        workflow = self.env["tech.forecast.advice"]._get_workflow()
        self.assertEqual(workflow.find_faults(states), [])

    def test_money_at_risk_and_goods_without_a_family(self):
        lines = self.env["tech.forecast.line"]
        self.steady.list_price = 30
        self.steady.taxes_id = False
        run = self._run()
        coming = run.line_ids.filtered(
            lambda line: line.product_id == self.steady and line.kind == "coming"
        )
        for line in coming:
            self.assertAlmostEqual(line.amount, 30 * line.expected, 1)
            self.assertAlmostEqual(line.risk, 30 * (line.expected - line.low), 1)
        past = run.line_ids.filtered(lambda line: line.kind == "past").sorted("period")
        self.assertAlmostEqual(
            past.filtered(lambda line: line.product_id == self.steady)[-1].amount, 600
        )
        groups = lines._read_group([("run_id", "=", run.id)], ["family"], ["product_id:recordset"])
        self.assertIn(self.steady, dict(groups)[False])
        arch = lines.get_view(view_type="search")["arch"]
        self.assertEqual("no_family" in arch, "tech.spec.family" in self.env)
        if "tech.spec.family" in self.env:
            family = self.env["tech.spec.family"].create({"name": "Fans"})
            self.plenty.product_tmpl_id.tech_family_id = family
            kept = self._run().line_ids.filtered(lambda line: line.product_id == self.plenty)
            self.assertEqual(set(kept.mapped("family")), {family.display_name})
            self.assertEqual(set(self._advice(self.plenty).mapped("family")), {family.display_name})
