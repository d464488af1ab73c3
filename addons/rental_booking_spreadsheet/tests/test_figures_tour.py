from odoo.tests import HttpCase, tagged

from .common import FiguresCommon


@tagged("post_install", "-at_install", "browser")
class TestRentalFiguresTour(FiguresCommon, HttpCase):
    """The dashboards open in a browser, and a card leads to the records it counts."""

    def test_a_card_opens_what_it_counts(self):
        for user in self.users.values():
            user.rental_shop_ids = self.shop
        login = self.users["house"].login
        self.start_tour("/odoo/rental-figures-money", "rental_figures_tour", login=login)
