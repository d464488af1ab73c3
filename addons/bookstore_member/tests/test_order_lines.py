from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestOrderLines(MemberCommon):
    """What a wallet pays on an order is written by Odoo's buttons, and by nobody's hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._pay(cls._call(months=2))
        cls.card = cls.member.card_id

    def _refused(self, act):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            act()
        self.card._bookstore_settle()

    def test_nobody_types_on_a_line_of_a_wallet(self):
        other = self._join(self.maxime).card_id
        for confirm in (False, True):
            order = self._order(copies=2, confirm=confirm)
            line = order.order_line.filtered("coupon_id")
            for vals in (
                {"price_unit": 500},
                {"price_unit": -1},
                {"product_uom_qty": -3},
                {"product_uom_qty": 0.1},
                {"discount": 100},
                {"tax_ids": [Command.set(self.tax_sale.ids)]},
                {"coupon_id": other.id},
                {"coupon_id": False},
                {"reward_id": False},
                {"points_cost": -500},
                {"product_id": self.title.id},
                {"price_total": 500},
            ):
                self._refused(lambda line=line, vals=vals: line.write(vals))
                self._refused(
                    lambda order=order, line=line, vals=vals: order.write(
                        {"order_line": [Command.update(line.id, vals)]}
                    )
                )
            order.with_env(self.env)._action_cancel()
        self.assertBalance(40)
        self.assertAccountRight()

    def test_nobody_makes_such_a_line(self):
        book = self._order(copies=1, spend=False)
        payment = self.company.bookstore_member_payment_id
        vals = {"order_id": book.id, "product_id": payment.id, "price_unit": -10, "name": "Gift"}
        for more in (
            {},
            {"price_unit": 500},
            {"coupon_id": self.card.id, "reward_id": self.reward.id, "points_cost": 10},
            {"product_id": self.title.id, "coupon_id": self.card.id, "price_unit": 500},
            {"product_id": self.title.id, "reward_id": self.reward.id},
            {"product_id": self.company.bookstore_member_product_id.id, "price_unit": 500},
        ):
            self._refused(lambda more=more: book.order_line.create(vals | more))
        line = self._order(copies=1, spend=False, confirm=False).order_line
        self._refused(lambda: line.write({"product_id": payment.id, "price_unit": -10}))
        self._refused(lambda: line.write({"coupon_id": self.card.id}))
        self.assertBalance(40)

    def test_a_form_changes_the_books_and_the_wallet_follows(self):
        order = self._order(copies=1, confirm=False)
        with Form(order) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 2
        order._update_programs_and_rewards()
        self.assertAlmostEqual(order.amount_total, 0, 2)
        order.action_confirm()
        self.assertBalance(18.9)
        copy = order.copy()
        self.assertFalse(copy.order_line.coupon_id)
        self.assertAlmostEqual(copy.amount_total, 21.1, 2)
        self.assertBalance(18.9)

    def test_a_line_that_does_not_say_what_is_paid_is_refused(self):
        order = self._order(copies=1).with_env(self.env)
        line = order.order_line.filtered("coupon_id")
        for price in (500, -500):
            with self.assertRaisesRegex(UserError, "does not say"), self.env.cr.savepoint():
                line.price_unit = price  # whoever writes it, the software as well
        self.assertBalance(29.45)

    def test_another_currency_is_refused(self):
        francs = self.env.ref("base.CHF")
        francs.active = True
        francs_list = self.env["product.pricelist"].create(
            {
                "name": "In francs",
                "currency_id": francs.id,
                "company_id": self.company.id,
            }
        )
        order = self._order(copies=1, spend=False, confirm=False)
        order.pricelist_id = francs_list
        self.assertEqual(order.currency_id.name, "CHF")
        order._update_programs_and_rewards()
        with self.assertRaisesRegex(UserError, "CHF"):
            order._apply_program_reward(self.reward, self.card)
        late = self._order(copies=1, confirm=False)
        late.pricelist_id = francs_list
        with self.assertRaisesRegex(UserError, "CHF"), self.env.cr.savepoint():
            late.action_confirm()
        self.assertBalance(40)

    def test_confirmed_again_without_the_wallet_it_is_cancelled_again(self):
        order = self._order(copies=1)
        seller = self.bookseller
        order._action_cancel()
        self.assertBalance(40)
        order.action_draft()
        order.action_confirm()
        self.assertFalse(order.order_line.coupon_id)
        self.assertBalance(40)
        self.assertEqual(order.env.user, seller)
        order._action_cancel()
        self.assertEqual(order.state, "cancel")
        self.assertBalance(40)
        self.assertAccountRight()

    def test_confirmed_again_with_the_wallet_it_pays_again(self):
        order = self._order(copies=1)
        order._action_cancel()
        order.action_draft()
        order._update_programs_and_rewards()
        order._apply_program_reward(self.reward.with_env(order.env), self.card.with_env(order.env))
        order.action_confirm()
        self.assertBalance(29.45)
        self.assertAccountRight()
