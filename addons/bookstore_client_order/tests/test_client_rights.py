from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ClientCommon


@tagged("post_install", "-at_install")
class TestClientRights(ClientCommon):
    """A bookseller does all of it without rights on sales, customers and deliveries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = cls.bookseller
        user.group_ids -= cls.env.ref("sales_team.group_sale_salesman_all_leads")

    def test_a_bookseller_without_the_sales_application_takes_and_cancels_orders(self):
        self.assertFalse(self.bookseller.has_group("sales_team.group_sale_salesman"))
        self._receive(self.firm, 1)
        order = self._take(partner=self.env["res.partner"], contact_name="Mme Dambreuse")
        self.assertOrder(order, "arrived", amount_due=10.55)
        order.action_told()
        order.action_cancel()
        order.action_reopen()
        self.assertOrder(order, "arrived")
        self.assertTrue(order.read())

    def test_others_neither_read_nor_take(self):
        order = self._take()
        for act in ("read", "action_cancel", "action_told", "action_reopen", "action_keep_longer"):
            with self.assertRaises(AccessError):
                getattr(self._as(self.clerk, order), act)()
