from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import ClientCommon


@tagged("post_install", "-at_install", "browser")
class TestClientTour(ClientCommon, HttpCase):
    """Order → parcel → set aside, told, by a bookseller; the till is in TestClientTill."""

    browser_size = "1400x1000"

    def test_an_order_is_taken_set_aside_and_told(self):
        self.env["res.users"].create(
            {
                "name": "Counter",
                "login": "client_tour",
                "password": "client_tour",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [
                    Command.link(self.env.ref("bookstore_deposit.group_bookstore_user").id)
                ],
            }
        )
        self.start_tour(
            "/odoo/bookshop-client-orders", "bookstore_client_take_tour", login="client_tour"
        )
        order = self.env["bookstore.client.order"].search([("partner_id", "=", self.anna.id)])
        self.assertOrder(order, "to_order", wish="phone")
        self._order_needs()
        self._receive(self.owner_a, 1, kind="firm")
        self.assertOrder(order, "arrived", aside=1)
        self.browser_size = "390x844"
        self.start_tour("/odoo/bookshop-to-tell", "bookstore_client_tell_tour", login="client_tour")
        self.assertOrder(order, "told")
        self._pick_up(order)
        self.assertOrder(order, "done", aside=0, picked=1)
        self.assertBooksRight()
