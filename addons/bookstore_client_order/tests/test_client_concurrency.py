from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.bookstore_deposit.tests.common import CommittedShop
from odoo.addons.suite_base.tests.concurrency import Race

from .common import ClientCommon


@tagged("post_install", "-at_install")
class TestClientConcurrency(CommittedShop, ClientCommon):
    """Real transactions in real threads: the last copy is one customer's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company._activate_bookstore()
        cls.company._bookstore_client_activate()
        cls.place = cls.company.bookstore_client_location_id
        cls.threads = Race(cls.registry, context={"allowed_company_ids": cls.company.ids})
        cls._commit()

    def _prepare(self, copies):
        title = self._create_title("Thread title")
        self._receive(self.firm, copies, title)
        orders = self.env["bookstore.client.order"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "product_id": title.id,
                    "wish": "none",
                    "company_id": self.company.id,
                }
                for _number in range(2)
            ]
        )
        self._commit()
        return title, orders

    def _taker(self, order):
        def take(env):
            return env["bookstore.client.order"].browse(order.id).action_take()

        return take

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_customers_and_one_last_copy(self):
        title, orders = self._prepare(1)
        results = self.threads.run(*map(self._taker, orders))
        self._renew()
        self.assertEqual(results, [True, True])
        self.assertEqual(sorted(orders.mapped("state")), ["to_order", "told"])
        self.assertEqual(sum(orders.mapped("aside")), 1)
        self.assertPlaceRight(title)
        need = self.env["bookstore.need"].search([("product_id", "=", title.id)])
        self.assertEqual((need.state, need.quantity), ("open", 1))
        orders.action_cancel()
        self._commit()
