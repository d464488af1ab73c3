from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.bookstore_deposit.tests.common import CommittedShop
from odoo.addons.suite_base.tests.concurrency import Race

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestConcurrency(CommittedShop, MemberCommon):
    """Real transactions in real threads: two people start the run, two orders spend the same euros."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Counted after the commit in a transaction that waits for the registry the test holds.
        rank = patch.object(cls.registry["res.partner"], "_increase_rank")
        rank.start()
        cls.addClassCleanup(rank.stop)
        cls._set_up_members()
        cls.threads = Race(cls.registry, context={"allowed_company_ids": cls.company.ids})
        cls._commit()

    @classmethod
    def _put_away(cls):
        cls._renew()
        cls.till_session.action_pos_session_closing_control()
        cls.till.active = False
        members = cls.env["bookstore.member"].search([("company_id", "=", cls.company.id)])
        for member in members:
            if member.balance > 0:
                member._pay_back()
        members.action_pause()
        cls.program.active = False
        lists = cls.env["product.pricelist"].search([("company_id", "=", cls.company.id)])
        lists.action_archive()
        cls.company._bookstore_member_get_products().action_archive()
        (cls.louise | cls.maxime).action_archive()
        cls.env.flush_all()
        super()._put_away()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_who_start_the_run_call_each_month_once(self):
        today = fields.Date.context_today(self.member)
        self.member.next_date = today - relativedelta(months=1)
        self._commit()

        def run(env):
            members = env["bookstore.member"].browse(self.member.id)
            try:
                return len(members._run_now(members))
            except UserError as error:
                return str(error)

        before = self.env["account.move"].search_count([("partner_id", "=", self.louise.id)])
        results = self.threads.run(run, run)
        self._renew()
        counts = [result for result in results if isinstance(result, int)]
        told = [result for result in results if isinstance(result, str)]
        self.assertEqual((len(counts), len(told)), (1, 1), results)
        self.assertIn("Nothing is left to call", told[0])
        months = self.member.contribution_ids.mapped("month")
        self.assertEqual(len(months), len(set(months)))
        moves = self.env["account.move"].search_count([("partner_id", "=", self.louise.id)])
        self.assertEqual(moves - before, counts[0])

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_orders_do_not_spend_the_same_euros(self):
        member = self._join(self.maxime)
        self._pay(self._call(member))
        orders = [self._order(member, copies=2, confirm=False) for _number in range(2)]
        self._commit()

        def confirmer(order):
            def confirm(env):
                try:
                    env["sale.order"].browse(order.id).action_confirm()
                except UserError as error:
                    return str(error)
                return "confirmed"

            return confirm

        self.threads.run(*map(confirmer, orders))
        self._renew()
        member.invalidate_recordset()
        self.assertGreaterEqual(member.card_id.points, 0)
        spent = sum(
            -line.price_total
            for order in orders
            for line in order.with_env(self.env).order_line
            if line.coupon_id and order.with_env(self.env).state == "sale"
        )
        self.assertAlmostEqual(member.card_id.points, 20 - spent, 2)
        self.assertAccountRight()
