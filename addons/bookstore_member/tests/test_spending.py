from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestSpending(MemberCommon):
    """Books paid with the wallet: it is a payment, VAT is owed on the books in full."""

    def setUp(self):
        super().setUp()
        self._pay(self._call(months=2))

    def test_an_order_lowers_the_debt_and_not_the_turnover(self):
        order = self._order(copies=2)
        self.assertBalance(18.9)
        self.assertEqual(self.assertAccountRight().orders, 21.1)
        invoice = self._invoice(order)
        self.assertEqual(self.assertAccountRight().orders, 0)
        self.assertEqual((invoice.amount_total, invoice.amount_residual), (0, 0))
        self.assertEqual(invoice.amount_tax, 1.1)
        turnover = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "income" and not line.tax_line_id
        )
        self.assertAlmostEqual(-sum(turnover.mapped("balance")), 20.0, 2)
        self.assertEqual(self._get_account(), 18.9)

    def test_the_wallet_pays_as_far_as_it_reaches(self):
        order = self._order(copies=5)
        self.assertAlmostEqual(order.amount_total, 12.75, 2)
        self.assertBalance(0)
        invoice = self._invoice(order)
        self.assertAlmostEqual(invoice.amount_residual, 12.75, 2)
        self.assertAccountRight()

    def test_a_cancelled_order_gives_back_and_the_ledger_keeps_both(self):
        order = self._order(copies=1)
        order._action_cancel()
        self.assertBalance(40)
        lines = self.member.history_ids.filtered(lambda line: line.order_id == order.id)
        lines = lines.filtered(lambda line: line.order_model == "sale.order")
        self.assertEqual(sorted(lines.mapped("issued")), [0, 10.55])
        self.assertAccountRight()

    def test_an_invoiced_order_is_credited_before_it_is_cancelled(self):
        order = self._order(copies=1)
        invoice = self._invoice(order)
        with self.assertRaisesRegex(UserError, "credit note"):
            order._action_cancel()
        self._reverse(invoice)
        self.assertBalance(40)
        self.assertAccountRight()
        order._action_cancel()
        self.assertBalance(40)
        self.assertAccountRight()

    def test_invoiced_again_it_is_spent_again(self):
        order = self._order(copies=1)
        self._reverse(self._invoice(order))
        self.assertBalance(40)
        order.with_env(self.env)._create_invoices().action_post()
        self.assertBalance(29.45)
        self.assertAccountRight()

    def test_the_line_of_a_confirmed_order_is_followed(self):
        order = self._order(copies=2).with_env(self.env)
        line = order.order_line.filtered("coupon_id")
        line.price_unit = -15
        self.assertBalance(25)
        self.assertAccountRight()

    def test_contributions_are_not_sold_on_orders(self):
        order = self._order(copies=1, confirm=False).with_env(self.env)
        order.order_line.create(
            {
                "order_id": order.id,
                "product_id": self.company.bookstore_member_product_id.id,
                "price_unit": 100,
            }
        )
        with self.assertRaisesRegex(UserError, "not sold"):
            order.action_confirm()

    def test_cents_that_odoo_rounds_on_the_line_are_explained(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        prices = (7.43, 12.35, 5.51)
        titles = [self._create_title(f"Title at {price}", price) for price in prices]
        order = self._order(copies=1, spend=False, confirm=False).with_env(self.env)
        for title in titles:
            self.env["sale.order.line"].create(
                {"order_id": order.id, "product_id": title.id, "discount": 3}
            )
        order._update_programs_and_rewards()
        order._apply_program_reward(self.reward, self.member.card_id)
        order.action_confirm()
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_total, 0)
        payment = invoice.invoice_line_ids.filtered(lambda line: line.price_unit < 0)
        check = self.assertAccountRight()
        self.assertAlmostEqual(check.rounding, -payment.balance - payment.price_total, 2)

    # -- the till -------------------------------------------------------------------------------

    def test_a_sale_at_the_till(self):
        self._ring_up_wallet(self.member, copies=2, spend=15)
        self.assertBalance(25)
        check = self.assertAccountRight()
        self.assertEqual((check.tills, check.booked), (15, 40))
        self._close_till()
        check = self.assertAccountRight()
        self.assertEqual((check.tills, check.booked), (0, 25))

    def test_the_vat_of_the_books_is_whole_at_the_till(self):
        self._ring_up_wallet(self.member, copies=2, spend=15)
        session = self.till_session
        self._close_till()
        lines = session.move_id.line_ids
        income = lines.filtered(
            lambda line: line.account_id.account_type == "income" and not line.tax_line_id
        )
        self.assertAlmostEqual(-sum(income.mapped("balance")), 20.0, 2)
        self.assertAlmostEqual(-sum(lines.filtered("tax_line_id").mapped("balance")), 1.1, 2)

    def test_a_refund_to_the_wallet(self):
        self._ring_up_wallet(self.member, copies=1, spend=10.55)
        self.assertBalance(29.45)
        self._ring_up_wallet(self.member, copies=-1, top_up=10.55)
        self.assertBalance(40)
        self.assertAccountRight()
        self._close_till()
        self.assertAccountRight()

    def test_what_the_till_says_counts_less_than_what_it_sold(self):
        self._ring_up_wallet(self.member, copies=1, spend=10, told=1000)
        self.assertBalance(30)
        self.assertAccountRight()

    def test_a_sale_that_was_never_confirmed_is_found_by_night(self):
        payment = self.reward.discount_line_product_id
        lines = [
            self._prepare_line(self.title, 1, 10.55),
            self._prepare_line(payment, 1, -10) | {"reward_id": self.reward.id},
        ]
        self._send(lines, self.louise)
        self.assertEqual(self.member.card_id.points, 40)
        self.member.card_id._bookstore_settle()
        self.assertBalance(30)
        self.assertAccountRight()
