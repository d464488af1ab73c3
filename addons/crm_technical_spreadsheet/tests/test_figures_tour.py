from odoo.tests import HttpCase, tagged

from .common import FiguresCommon


@tagged("post_install", "-at_install", "browser")
class TestFiguresTour(FiguresCommon, HttpCase):
    """The cards of a dashboard lead to the records they count, whatever else is installed."""

    def test_a_card_opens_what_it_counts(self):
        self._sell(self.anna, (self.motor, 2))
        self._rate(self.motor.product_tmpl_id, 5)
        action = "spreadsheet_dashboard.ir_actions_dashboard_action"
        self.start_tour(f"/odoo/action-{action}", "tech_figures_tour", login=self.boss.login)
