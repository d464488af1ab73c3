from odoo.tests import TransactionCase, tagged

from odoo.addons.suite_base.tests.dashboards import DashboardWords


@tagged("post_install", "-at_install")
class TestRentalDashboards(DashboardWords, TransactionCase):
    module = "rental_booking_spreadsheet"
    words_of = ("rental_booking",)
    dashboards = {
        "house": "house_dashboard.json",
        "counter": "counter_dashboard.json",
        "workshop": "workshop_dashboard.json",
        "money": "money_dashboard.json",
    }
