from odoo.tests import TransactionCase, tagged

from odoo.addons.suite_base.tests.dashboards import DashboardWords

from .common import DASHBOARDS


@tagged("post_install", "-at_install")
class TestServiceDashboards(DashboardWords, TransactionCase):
    module = "crm_technical_spreadsheet_service"
    words_of = ("crm_technical_aftersales", "crm_technical_contract")
    dashboards = DASHBOARDS
