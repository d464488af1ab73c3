from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import CommissionCommon


@tagged("post_install", "-at_install", "browser")
class TestCommissionTour(CommissionCommon, HttpCase):
    """The statement of an agent, from what is open to the mail."""

    def test_an_agent_is_settled_and_gets_his_statement(self):
        self._rule(channel_ids=self.shop.ids)
        self.agent.email = "agent@agents.example"
        first = fields.Date.context_today(self.agent).replace(day=1)
        before, last = (fields.Date.subtract(first, months=months) for months in (2, 1))
        back = self._invoice(self._order(100), before)
        self._pay(back, day=before)
        self._settle(fields.Date.subtract(last, days=1))
        self._pay(self._credit(back, last), day=last)
        sold = self._invoice(self._order(500), last)
        self._pay(sold, day=last)
        self.start_tour(
            "/odoo/shop-settlements", "shop_sync_commission_statement_tour", login="admin"
        )
        made = self.env["commission.settlement"].search(
            [("agent_id", "=", self.agent.id)], order="date_from desc", limit=1
        )
        self.assertEqual((made.date_from, made.total), (last, 20))
        mail = made.message_ids.filtered("attachment_ids")
        self.assertEqual(mail.partner_ids, self.agent)
        self.assertIn("Commissions - Agent", mail.attachment_ids.name)
