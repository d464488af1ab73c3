from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import OrderCommon


@tagged("post_install", "-at_install", "browser")
class TestReorderTour(OrderCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = False

    def test_title_by_title_with_keys_alone(self):
        groups = ("bookstore_deposit.group_bookstore_user", "purchase.group_purchase_user")
        self.env["res.users"].create(
            {
                "name": "Reorder",
                "login": "reorder_tour",
                "password": "reorder_tour",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.link(self.env.ref(xmlid).id) for xmlid in groups],
            }
        )
        titles = [self._create_title(f"Reorder {number}") for number in (1, 2, 3)]
        for title in titles:
            self._mark(2, title)
        self.start_tour(
            "/odoo/bookshop-reorder", "bookstore_order_reorder_tour", login="reorder_tour"
        )
        order = self.env["purchase.order"].search(
            [("partner_id", "=", self.owner_a.id), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(
            {line.product_id.name: line.product_qty for line in order.order_line},
            {"Reorder 1": 4, "Reorder 2": 2},
        )
