from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionAgents(CommissionCommon):
    """Which order is whose, and who may say otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            "commission_seller",
            "sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
        )
        cls.clerk = new_test_user(cls.env, "commission_clerk", "account.group_account_invoice")
        cls.boss = new_test_user(cls.env, "commission_boss", "shop_sync.group_shop_sync_manager")
        cls.accountant = new_test_user(
            cls.env, "commission_accountant", "account.group_account_manager"
        )

    def _agents(self, order):
        return order.order_line.agent_ids.agent_id

    def test_the_narrowest_rule_gives_the_agent(self):
        self._rule(channel_ids=self.shop.ids)
        self.assertEqual(self._agents(self._order(100)), self.agent)
        self._rule(self.rival, channel_ids=self.shop.ids, territory="33, 2A")
        order = self._order(100, -10, carriage=12)
        self.assertEqual(self._agents(order), self.rival)
        goods, voucher, carriage = order.order_line
        self.assertEqual(goods.agent_ids.shop_rate, 8)
        self.assertEqual(goods.agent_ids.amount, 8)
        self.assertEqual(voucher.agent_ids.amount, -0.8)
        self.assertFalse(carriage.agent_ids)
        elsewhere = self._order(100, shop_channel_id=self.other_shop.id)
        self.assertFalse(self._agents(elsewhere))

    def test_an_order_by_hand_has_an_agent_where_a_rule_says_so(self):
        rule = self._rule(user_ids=self.seller.ids)
        order = self._order(100, shop=False, user_id=self.seller.id)
        self.assertFalse(self._agents(order))
        rule.by_hand = True
        order.user_id = False
        order.with_user(self.seller).user_id = self.seller
        self.assertEqual(self._agents(order), self.agent)
        order.user_id = self.env.user
        self.assertFalse(self._agents(order))

    def test_a_confirmed_order_keeps_agent_and_rate(self):
        rule = self._rule(channel_ids=self.shop.ids)
        order = self._order(100)
        order.action_confirm()
        self.env.flush_all()  # as at the end of a request
        rule.agent_id = self.rival
        self.five.fix_qty = 50
        order.partner_shipping_id = self.customer.copy()
        order.order_line.recompute_agents()
        invoice = self._invoice(order)
        self.assertEqual(self._lines_of(invoice).mapped("shop_rate"), [5])
        self.assertEqual(self._lines_of(invoice).agent_id, self.agent)
        self.assertEqual(self._lines_of(invoice).amount, 5)
        note = self._credit(invoice, "2026-02-01")
        self.assertEqual(self._lines_of(note).mapped("shop_rate"), [5])
        self.assertEqual(self._lines_of(note).amount, -5)

    def test_agents_of_the_customer_come_before_the_rules(self):
        self._rule(channel_ids=self.shop.ids)
        self.customer.commission_agent_ids = self.rival
        order = self._order(100)
        self.assertEqual(self._agents(order), self.rival)
        look = self.env["shop.commission.look"].create({"order_id": order.id})
        self.assertIn("Rival", look.verdict)

    def test_the_dry_look_says_why(self):
        wide = self._rule(channel_ids=self.shop.ids, name="Shop")
        self._rule(self.rival, territory="31", customers="professional", name="Pros of 31")
        order = self._order(100)
        look = Form(self.env["shop.commission.look"].with_user(self.seller))
        look.order_id = order
        self.assertIn("Agent, 5.00 %", look.verdict)
        self.assertFalse(look.differs)
        record = look.save()
        lines = record.line_ids
        self.assertEqual(lines.mapped("outcome"), ["no", "wins"])
        self.assertIn("33000", lines[0].reason)
        self.assertIn("private person", lines[0].reason)
        wide.agent_id = self.rival
        record = self.env["shop.commission.look"].create({"order_id": order.id})
        self.assertTrue(record.differs)

    def test_a_territory_is_checked(self):
        with self.assertRaisesRegex(ValidationError, "Gironde"):
            self._rule(territory="Gironde")

    def test_a_seller_types_neither_agent_nor_rate(self):
        self._rule(channel_ids=self.shop.ids)
        order = self._order(100, user_id=self.seller.id)
        given = order.order_line.agent_ids.with_user(self.seller)
        for values in (
            {"agent_id": self.rival.id},
            {"commission_id": self.eight.id},
            {"shop_rate": 90},
            {"shop_rule_id": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                given.write(values)
        with self.assertRaises(AccessError):
            given.unlink()
        with self.assertRaises(AccessError):
            order.with_user(self.seller).order_line.write(
                {
                    "agent_ids": [
                        Command.create({"agent_id": self.rival.id, "commission_id": self.eight.id})
                    ]
                }
            )
        for partner in (self.agent, self.customer, self.seller.partner_id):
            for values in (
                {"commission_id": self.eight.id},
                {"commission_agent_ids": [Command.link(self.rival.id)]},
            ):
                with self.subTest(partner.name), self.assertRaises(AccessError):
                    partner.with_user(self.seller).write(values)
        with self.assertRaises(AccessError):
            self.five.with_user(self.seller).fix_qty = 90
        order.with_user(self.seller).recompute_lines_agents()
        self.assertEqual(self._agents(order), self.agent)
        order.with_user(self.boss).order_line.agent_ids.write({"commission_id": self.eight.id})
        self.assertEqual(order.order_line.agent_ids.shop_rate, 8)

    def test_who_sells_and_invoices_does_his_work_as_before(self):
        self._rule(channel_ids=self.shop.ids)
        self.customer.commission_agent_ids = self.rival
        contact = self.env["res.partner"].with_user(self.seller)
        contact = contact.create({"name": "Buyer", "parent_id": self.customer.id})
        contact.write({"commission_agent_ids": [Command.set(self.rival.ids)]})
        self.customer.commission_agent_ids = False
        order = self._order(100, user_id=self.seller.id).with_user(self.seller)
        order.action_confirm()
        invoice = order._create_invoices().sudo(False).with_user(self.clerk)
        invoice.invoice_date = "2026-01-10"
        invoice.recompute_lines_agents()
        invoice.action_post()
        self.assertEqual(self._lines_of(invoice).agent_id, self.agent)
        note = invoice._reverse_moves([{"invoice_date": "2026-01-12"}], cancel=True)
        self.assertEqual(self._lines_of(note).agent_id, self.agent)
        given = self._lines_of(invoice).with_user(self.clerk)
        with self.assertRaises(AccessError):
            given.write({"agent_id": self.rival.id})
        with self.assertRaises(AccessError):
            given.create(
                {
                    "object_id": invoice.invoice_line_ids.id,
                    "agent_id": self.rival.id,
                    "commission_id": self.eight.id,
                }
            )
        copy = order.copy()
        self.assertFalse(copy.order_line.agent_ids)

    def test_rules_belong_to_who_is_in_charge(self):
        rule = self._rule(channel_ids=self.shop.ids)
        self.assertTrue(rule.with_user(self.seller).read(["name"]))
        with self.assertRaises(AccessError):
            rule.with_user(self.seller).agent_id = self.rival
        rule.with_user(self.boss).agent_id = self.rival
        rule.with_user(self.accountant).sequence = 3
        self._order(100)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            rule.unlink()

    def test_settlements_are_made_not_typed(self):
        self._rule(channel_ids=self.shop.ids)
        self._pay(self._invoice(self._order(100)))
        for user in (self.seller, self.clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["commission.settlement"].with_user(user)._shop_settle(
                    self.agent, self.company.create_date.date()
                )
        settlement = self._settle("2026-01-31").with_user(self.accountant)
        with self.assertRaises(AccessError):
            settlement.line_ids.settled_amount = 900
        with self.assertRaises(AccessError):
            settlement.write({"line_ids": [Command.clear()]})
        with self.assertRaises(AccessError):
            settlement.copy()
        with self.assertRaises(AccessError):
            settlement.create(
                {
                    "agent_id": self.agent.id,
                    "date_from": "2026-05-01",
                    "date_to": "2026-05-31",
                    "settlement_type": "shop",
                }
            )
        with self.assertRaises(UserError):
            settlement.unlink()
        settlement.action_cancel()
        with self.assertRaises(UserError):
            settlement.action_draft()
