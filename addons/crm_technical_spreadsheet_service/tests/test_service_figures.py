import json
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from .common import DASHBOARDS, ServiceCommon


@tagged("post_install", "-at_install")
class TestServiceFigures(ServiceCommon):
    """The same number everywhere."""

    def _get_snapshot(self, name):
        dashboard = self.env.ref(f"crm_technical_spreadsheet_service.dashboard_{name}")
        return json.loads(dashboard.spreadsheet_data)

    def test_each_figure_is_that_of_the_rows_it_opens(self):
        """Counted anew from the rows, one by one."""
        for name in DASHBOARDS:
            for number, pivot in self._get_snapshot(name)["pivots"].items():
                model = self.env[pivot["model"]]
                rows = model.search(pivot["domain"])
                self.assertTrue(rows or (name, number) == ("contracts", "4"), "one of each")
                for measure in pivot["measures"]:
                    self._check(f"{name} {number}", pivot, rows, measure["fieldName"])

    def _check(self, title, pivot, rows, measure):
        if measure == "__count":
            said, counted = rows.search_count(pivot["domain"]), len(rows)
        else:
            spec = f"{measure}:{rows._fields[measure].aggregator}"
            said = rows._read_group(pivot["domain"], [], [spec])[0][0] or 0
            counted = self._count(rows, measure)
        with self.subTest(title, measure=measure):
            self.assertAlmostEqual(said, counted, 2)

    def _count(self, rows, measure):
        if measure == "return_rate":
            return 100 * sum(rows.mapped("returned")) / sum(rows.mapped("sold"))
        values = rows.mapped(measure)
        return sum(values) / len(values) if measure == "spent_hours" else sum(values)

    def test_each_bar_is_a_part_of_its_records(self):
        for name in DASHBOARDS:
            for figure in self._get_snapshot(name)["sheets"][0]["figures"]:
                meta = figure["data"].get("metaData")
                if not meta:
                    continue
                domain = figure["data"]["searchParams"]["domain"]
                model = self.env[meta["resModel"]]
                groups = model._read_group(domain, meta["groupBy"], ["__count"])
                with self.subTest(name, chart=figure["data"]["title"]["text"]):
                    self.assertTrue(groups)
                    self.assertEqual(sum(one[-1] for one in groups), model.search_count(domain))

    def test_contracts_are_counted_as_plain_sql_counts_them(self):
        pivots = self._get_snapshot("contracts")["pivots"]
        own = [("partner_id", "=", self.customer.id)]
        contracts = self.env["tech.contract"]
        mrr = contracts._read_group([*own, *pivots["1"]["domain"]], [], ["mrr:sum", "arr:sum"])[0]
        self.env.cr.execute(
            SQL(
                "SELECT SUM(CASE recurrence WHEN 'month' THEN amount ELSE amount / 12 END)"
                " FROM tech_contract WHERE state IN ('active', 'notice') AND partner_id = %s",
                self.customer.id,
            )
        )
        self.assertAlmostEqual(mrr[0], float(self.env.cr.fetchone()[0]))
        self.assertAlmostEqual(mrr[0], 200)
        self.assertAlmostEqual(mrr[1], 2400)
        listed = contracts.search(own)
        found = {number: listed.filtered_domain(pivots[number]["domain"]) for number in ("2", "3")}
        self.assertEqual(found, {"2": self.tacit, "3": self.ending})
        self.tacit.action_give_notice()
        self.assertEqual(
            listed.filtered_domain(pivots["3"]["domain"]), self.tacit | self.ending, "it ends too"
        )

    def test_cases_are_counted_as_their_screens_count_them(self):
        pivots = self._get_snapshot("service")["pivots"]
        own = [("partner_id", "=", self.customer.id)]
        cases = self.env["tech.case"].search(own)
        self.assertEqual(cases.search([*own, *pivots["1"]["domain"]]), self.late | self.waiting)
        self.assertEqual(cases.search([*own, *pivots["2"]["domain"]]), self.late)
        judged = self.solved | self.kept
        self.assertEqual(cases.search([*own, *pivots["5"]["domain"]]), judged)
        self.assertEqual(cases.search([*own, *pivots["4"]["domain"]]), self.kept)
        undecided = self.env["tech.case.line"].search([*own, *pivots["3"]["domain"]])
        self.assertEqual(undecided.case_id, self.late)

    def test_return_rates_are_those_of_the_question_return_rates(self):
        """Live figure and wizard, each product; another period, and too few pieces."""
        self._sell(3, product=self.motor, lots=self.lots[:3], invoice=False)
        self._bring_back_and_give_back(self.sold.picking_ids[:1])
        rejected = self._case(days=1, quantity=1, decision="reject")
        rejected.line_ids.reject_reason = "Used"
        rejected.line_ids.action_decide()
        wizard = self.env["tech.return.rates"].create({"by": "product"})
        wizard.action_show()
        told = {line.name: line for line in wizard.line_ids}
        figures = self.env["tech.return.report"]
        since = Domain("date", ">=", wizard.date_from)
        groups = figures._read_group(
            since, ["product_id"], ["returned:sum", "sold:sum", "return_rate:avg"]
        )
        compared = 0
        for product, returned, sold, rate in groups:
            line = told.get(product.display_name)
            if not line:
                self.assertFalse(returned)
                continue
            compared += 1
            with self.subTest(product=product.display_name):
                self.assertEqual((returned, sold), (line.returned, line.sold))
                self.assertEqual(rate is not False, line.is_told)
                self.assertAlmostEqual(rate or 0, 100 * line.rate)
        self.assertGreaterEqual(compared, 1)
        found = {group[0]: group[1:] for group in groups}
        self.assertEqual(found[self.remote], (3, 40, 7.5))
        self.assertEqual(found[self.motor], (0, 3, False), "too few to tell")
        later = Domain("date", ">=", self.today + timedelta(days=2))
        self.assertFalse(figures.search_count(later & Domain("product_id", "=", self.remote.id)))

    def _bring_back_and_give_back(self, picking):
        for _way in range(2):
            wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
            wizard.product_return_moves.quantity = 1
            picking = wizard._create_return()
            self._do(picking)
        self.env.flush_all()

    def test_each_role_has_its_own(self):
        names = {
            user: set(self.env["spreadsheet.dashboard"].with_user(user).search([]).mapped("name"))
            for user in (self.anna, self.technician, self.boss)
        }
        ours = {"Contracts", "After-Sales"}
        self.assertEqual(names[self.anna] & ours, {"Contracts"})
        self.assertEqual(names[self.technician] & ours, {"After-Sales"})
        self.assertEqual(names[self.boss] & ours, ours)
        running = self._get_snapshot("contracts")["pivots"]["1"]["domain"]
        contracts = self.env["tech.contract"]
        self.assertNotIn(self.far, contracts.with_user(self.anna).search(running))
        self.assertIn(self.far, contracts.with_user(self.boss).search(running))
        figures = self.env["tech.return.report"]
        self.assertTrue(figures.with_user(self.technician).search([], limit=1))
        with self.assertRaises(AccessError):
            figures.with_user(self.anna).search([])
        with self.assertRaises(AccessError):
            figures.with_user(self.boss).create({})

    def test_filters_lead_to_the_fields_they_name(self):
        for name in DASHBOARDS:
            snapshot = self._get_snapshot(name)
            filters = {one["id"]: one for one in snapshot["globalFilters"]}
            sources = [
                *(
                    (one["model"], one["fieldMatching"])
                    for one in (*snapshot["pivots"].values(), *snapshot["lists"].values())
                ),
                *(
                    (figure["data"]["metaData"]["resModel"], figure["data"]["fieldMatching"])
                    for figure in snapshot["sheets"][0]["figures"]
                    if "metaData" in figure["data"]
                ),
            ]
            for model, matching in sources:
                self.assertIn("f-customer", matching, model)
                for key, match in matching.items():
                    self._check_filter(model, match, filters[key])

    def _check_filter(self, model, match, found):
        field, owner = None, self.env[model]
        for part in match["chain"].split("."):
            field = owner._fields[part]
            owner = self.env[field.comodel_name] if field.comodel_name else owner
        with self.subTest(model, chain=match["chain"]):
            self.assertEqual(field.type, match["type"])
            if found["type"] == "relation":
                self.assertEqual(owner._name, found["modelName"])
