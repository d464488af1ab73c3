from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from ..models import account_invoice_line_agent
from .common import CommissionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-10")
class TestCommissionAttacks(CommissionCommon):
    """Ways by which a commission could be paid twice, typed, or lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule(channel_ids=cls.shop.ids)
        cls.boss = new_test_user(
            cls.env,
            "commission_attacker",
            "commission_oca.group_commission_manager,account.group_account_invoice,"
            "account_commission_oca.group_invoicing_commission",
        )
        cls.product = cls.env.ref("shop_sync_commission.product_commission")
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "purchase"), ("company_id", "=", cls.company.id)], limit=1
        )

    def _settled(self):
        invoice = self._invoice(self._order(100))
        self._pay(invoice)
        return self._settle("2026-01-31")

    def _bill(self, settlement):
        return settlement.make_invoices(self.journal, self.product, date="2026-02-01")

    # -- one settlement, one bill ---------------------------------------------------------------------

    def test_two_who_ask_for_the_bill_make_one(self):
        settlement = self._settled().with_user(self.boss)
        wizards = [
            self.env["commission.make.invoice"]
            .with_user(self.boss)
            .with_context(**settlement.action_invoice()["context"])
            .create({"journal_id": self.journal.id, "product_id": self.product.id})
            for _person in range(2)
        ]
        wizards[0].button_create()
        with self.assertRaisesRegex(UserError, "vendor bill"):
            wizards[1].button_create()
        self.assertEqual(len(settlement.sudo().invoice_line_ids), 1)

    def test_a_settlement_whose_bill_is_posted_is_not_opened_again(self):
        settlement = self._settled().with_user(self.boss)
        bill = self._bill(settlement).sudo()
        bill.action_post()
        for act in (settlement.action_draft, lambda: settlement.write({"state": "cancel"})):
            with self.assertRaises(UserError):
                act()
        with self.assertRaises(AccessError):
            bill.invoice_line_ids.with_user(self.boss).settlement_id = False
        self.assertEqual(settlement.state, "invoiced")

    def test_a_cancelled_bill_does_not_come_back_beside_another(self):
        settlement = self._settled()
        first = self._bill(settlement)
        first.action_post()
        first.button_draft()
        first.button_cancel()
        settlement.action_draft()
        second = self._bill(settlement)
        second.action_post()
        first.button_draft()
        for post in (first.action_post, first._post):
            with self.assertRaisesRegex(UserError, "vendor bill"):
                post()
        self.assertEqual((first.state, settlement.state), ("draft", "invoiced"))

    def test_a_bill_of_a_cancelled_settlement_is_not_posted(self):
        settlement = self._settled()
        bill = self._bill(settlement)
        settlement.action_draft()
        with self.assertRaisesRegex(UserError, "vendor bill"):
            self._bill(settlement)
        settlement.action_cancel()
        with self.assertRaises(UserError):
            bill._post()
        self.assertEqual(self._settle("2026-02-28").total, 5)

    def test_a_bill_posted_by_the_clock_says_so(self):
        settlement = self._settled()
        bill = self._bill(settlement)
        settlement.action_draft()
        bill._post()
        self.assertEqual(settlement.state, "invoiced")

    # -- amounts are not typed ------------------------------------------------------------------------

    def test_a_typed_line_is_not_moved_to_a_settlement_of_the_shops(self):
        settlement = self._settled()
        own = self._invoice(self._order(100)).invoice_line_ids.agent_ids
        manual = (
            self.env["commission.settlement"]
            .with_user(self.boss)
            .create(
                {
                    "agent_id": self.agent.id,
                    "date_from": "2026-01-01",
                    "date_to": "2026-01-31",
                    "line_ids": [
                        Command.create(
                            {
                                "date": "2026-01-31",
                                "commission_id": self.five.id,
                                "settled_amount": 1000,
                            }
                        )
                    ],
                }
            )
        )
        for values in ({"settlement_id": settlement.id}, {"invoice_agent_line_id": own.id}):
            with self.subTest(values), self.assertRaises(AccessError), self.env.cr.savepoint():
                manual.line_ids.write(values)
        self.assertEqual(settlement.total, 5)

    def test_a_context_types_no_settlement_of_the_shops(self):
        settlements = self.env["commission.settlement"].with_user(self.boss)
        values = {"agent_id": self.agent.id, "date_from": "2026-01-01", "date_to": "2099-12-31"}
        with self.assertRaises(AccessError):
            settlements.with_context(default_settlement_type="shop").create(values)

    def test_a_seller_types_no_agent_on_an_order_by_hand(self):
        self._rule(by_hand=True, territory="33")
        seller = new_test_user(
            self.env, "commission_typist", "sales_team.group_sale_salesman_all_leads"
        )
        seller.partner_id.write({"agent": True, "commission_id": self.eight.id})
        own = {"agent_id": seller.partner_id.id, "commission_id": self.eight.id}
        values = {
            "partner_id": self.customer.id,
            "order_line": [
                Command.create(
                    {"product_id": self.goods.id, "agent_ids": [Command.create(own)]},
                )
            ],
        }
        orders = self.env["sale.order"].with_user(seller)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            orders.create(values)
        # where no rule holds the line is OCA's, and a rule that holds afterwards decides
        far = self.customer.copy({"zip": "31000"})
        elsewhere = orders.create(values | {"partner_id": far.id})
        elsewhere.partner_shipping_id = self.customer
        self.assertEqual(elsewhere.order_line.agent_ids.agent_id, self.agent)
        # the customer's own agents come before the rules, and are not changed either
        self.customer.commission_agent_ids = self.rival
        order = orders.create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.goods.id})],
            }
        )
        self.assertEqual(order.order_line.agent_ids.agent_id, self.rival)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            order.order_line.agent_ids.write(own)
        order.order_line.with_user(self.boss).sudo().agent_ids.write(own)
        self.assertEqual(order.order_line.agent_ids.agent_id, seller.partner_id)
        # and stay before them when the customer gets another one and the order another address
        later = order.copy()
        self.assertEqual(later.order_line.agent_ids.agent_id, self.rival)
        self.customer.commission_agent_ids = seller.partner_id
        later.partner_shipping_id = self.customer.copy({"zip": "33200"})
        self.assertEqual(later.order_line.agent_ids.agent_id, seller.partner_id)

    # -- nothing is lost ------------------------------------------------------------------------------

    def test_a_credit_note_by_error_and_its_reversal_leave_what_was_earned(self):
        invoice = self._invoice(self._order(100))
        self._pay(invoice)
        note = self._credit(invoice, "2026-01-20")
        again = note._reverse_moves([{"invoice_date": "2026-01-21", "date": "2026-01-21"}])
        self.assertEqual(again.move_type, "out_invoice")
        self.assertEqual(sum(self._lines_of(invoice, note).mapped("shop_open")), 0)
        again.action_post()
        lines = self._lines_of(invoice, note, again)
        self.assertEqual(lines.shop_root_id, invoice)
        self.assertEqual(sum(lines.mapped("shop_open")), 5)
        self.assertEqual(sum(self._settle("2026-01-31").mapped("total")), 5)
        last = self._credit(again, "2026-02-02")
        self.assertEqual(sum((lines | self._lines_of(last)).mapped("shop_open")), -5)

    def _deposit(self, order, percent, day="2026-01-10"):
        self.env["sale.advance.payment.inv"].create(
            {
                "advance_payment_method": "percentage",
                "amount": percent,
                "sale_order_ids": [Command.set(order.ids)],
            }
        ).create_invoices()
        invoice = order.invoice_ids.filtered(lambda move: move.state == "draft")
        invoice.invoice_date = day
        invoice.action_post()
        return invoice

    def test_an_order_paid_in_full_before_earns_on_its_goods_as_promised(self):
        order = self._order(100, carriage=20)
        order.action_confirm()
        self.env.flush_all()  # as at the end of a request
        self.rule.agent_id = self.rival
        self.five.fix_qty = 50
        deposit = self._deposit(order, 100)
        self._pay(deposit)
        self.assertEqual(self._lines_of(deposit).mapped("shop_rate"), [5])
        self.assertEqual(self._lines_of(deposit).agent_id, self.agent)
        final = order._create_invoices(final=True)
        final.invoice_date = "2026-02-01"
        self.assertTrue(final.currency_id.is_zero(final.amount_total))
        final.action_post()
        lines = self._lines_of(deposit, final)
        self.assertEqual(round(sum(lines.mapped("shop_open")), 2), 5)
        self.assertEqual(round(sum(self._settle("2026-02-28").mapped("total")), 2), 5)
        note = self._credit(final, "2026-03-01", price=100)
        self._pay(note, day="2026-03-02")
        self.assertEqual(round(sum((lines | self._lines_of(note)).mapped("shop_open")), 2), -5)

    def test_two_deposits_and_a_rest_earn_the_same(self):
        order = self._order(100, carriage=20)
        order.action_confirm()
        first, second = self._deposit(order, 30), self._deposit(order, 20)
        final = order._create_invoices(final=True)
        final.invoice_date = "2026-02-01"
        final.action_post()
        for invoice in (first, second, final):
            self._pay(invoice, day="2026-02-02")
        lines = self._lines_of(first, second, final)
        self.assertEqual(round(sum(lines.mapped("shop_open")), 2), 5)

    def test_a_deposit_of_nobodys_order_is_nobodys(self):
        desk = self._order(100, shop=False)
        desk.action_confirm()
        self._rule(by_hand=True)
        self.assertFalse(self._lines_of(self._deposit(desk, 50)))

    def _merge(self, *partners):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(self.env["res.partner"].union(*partners).ids, partners[0])

    def test_agents_that_are_one_person_keep_their_commissions(self):
        double = self.agent.copy({"name": "Agent again"})
        self.customer.commission_agent_ids = self.agent | double
        both = self._invoice(self._order(100))
        self.customer.commission_agent_ids = double
        alone = self._invoice(self._order(200))
        self._pay(both)
        self._pay(alone)
        self.assertEqual(sum(self._lines_of(both, alone).mapped("shop_open")), 20)
        self._merge(self.agent, double)
        lines = self._lines_of(both, alone)
        self.assertEqual(lines.agent_id, self.agent)
        self.assertEqual(lines.mapped("shop_open"), [5, 10])
        self.assertEqual(self._settle("2026-01-31").total, 15)

    def test_agents_who_were_both_settled_are_not_merged(self):
        double = self.agent.copy({"name": "Agent again"})
        for agent in (self.agent, double):
            self.customer.commission_agent_ids = agent
            self._pay(self._invoice(self._order(100)))
        self._settle("2026-01-31", self.agent | double)
        with self.assertRaisesRegex(UserError, "Agent again"):
            self._merge(self.agent, double)
        self.customer.commission_agent_ids = self.agent | double
        self._pay(self._invoice(self._order(100), "2026-02-01"), day="2026-02-02")
        self.env["commission.settlement"].search([("agent_id", "=", double.id)]).action_cancel()
        self._settle("2026-02-28", double)
        with self.assertRaisesRegex(UserError, "Agent again"):
            self._merge(self.agent, double)

    # -- steps ----------------------------------------------------------------------------------------

    def test_one_entry_of_the_bank_is_read_once_for_all_its_invoices(self):
        invoices = self.env["account.move"]
        for _number in range(4):
            invoices |= self._invoice(self._order(100))
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create(
                {"payment_date": "2026-01-15", "journal_id": self.bank.id, "group_payment": True}
            )
        )
        self.assertEqual(len(wizard._create_payments()), 1)
        self._pay(self._invoice(self._order(100), "2026-02-01"), day="2026-02-03")
        lines = self._lines_of(invoices)
        self.assertEqual(sum(lines.mapped("shop_open")), 20)
        share = account_invoice_line_agent._get_money_share
        with patch.object(
            account_invoice_line_agent, "_get_money_share", side_effect=share
        ) as counted:
            lines._shop_weigh()
            self.assertEqual(counted.call_count, 1)
            counted.reset_mock()
            made = self._settle("2026-05-31")
            self.env.flush_all()
        self.assertEqual(sum(made.mapped("total")), 25)
        # once for what is settled, once for what is open then
        self.assertLessEqual(counted.call_count, 2 * 2)
