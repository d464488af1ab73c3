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
