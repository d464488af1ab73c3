from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import StandCommon


@tagged("post_install", "-at_install", "browser")
class TestStandTour(StandCommon, HttpCase):
    browser_size = "1400x1000"

    def test_a_stand_is_prepared_sold_from_and_brought_home(self):
        self.env["res.users"].create(
            {
                "name": "Stand",
                "login": "stand_tour",
                "password": "stand_tour",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [
                    Command.link(self.env.ref("bookstore_deposit.group_bookstore_user").id)
                ],
            }
        )
        self._receive(self.firm, 3)
        self._receive(self.firm, 1, self.bag)
        stand = self._create_stand({self.title: 3})
        self.start_tour(
            f"/odoo/bookshop-stands/{stand.id}", "bookstore_stand_tour", login="stand_tour"
        )
        self.assertEqual(stand.state, "closed")
        self.assertFigures(stand, taken=3, sold=1, back=2)
        self.assertFigures(stand, self.bag, taken=1, lost=1)
        self.assertAlmostEqual(stand.sales_amount, 10.55)
        self.assertEqual(self._at(self.shop), 2)
        self.assertBooksRight()
