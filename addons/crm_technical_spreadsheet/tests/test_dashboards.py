import re

from odoo.tests import TransactionCase, tagged

from odoo.addons.suite_base.tests.dashboards import DashboardWords


@tagged("post_install", "-at_install")
class TestDashboards(DashboardWords, TransactionCase):
    module = "crm_technical_spreadsheet"
    words_of = ("crm_technical",)
    dashboards = {
        "team": "sales_team_dashboard.json",
        "mine": "my_sales_dashboard.json",
        "products": "product_quality_dashboard.json",
    }

    def test_each_card_opens_what_it_counts(self):
        """A card leads to the records of the one pivot in its cell, as the filters say: to no menu."""
        for name in self.dashboards:
            snapshot = self._get_snapshot(name)
            cells = snapshot["sheets"][1]["cells"]
            for figure in snapshot["sheets"][0]["figures"]:
                if figure["data"]["type"] != "scorecard":
                    continue
                formula = cells[figure["data"]["keyValue"].removeprefix("Data!")]
                number = re.findall(r"PIVOT\.VALUE\((\d+),", formula)
                with self.subTest(name, card=figure["data"]["title"]["text"]):
                    self.assertEqual(len(number), 1)
                    self.assertRegex(formula, r'\+0|"–"', "what counts nothing is not blank")
                    self.assertNotIn(figure["id"], snapshot["chartOdooMenusReferences"])
                    pivot = snapshot["pivots"][number[0]]
                    self.assertEqual(self.env.ref(pivot["actionXmlId"]).res_model, pivot["model"])
