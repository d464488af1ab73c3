from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestTill(MemberCommon):
    """Who stands at the till, what it says, and what the back office does with its sales."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._pay(cls._call(months=2))
        cls.card = cls.member.card_id

    def test_a_cashier_takes_payment_with_a_wallet(self):
        self.assertFalse(self.cashier.has_group("bookstore_deposit.group_bookstore_user"))
        order = self._ring_up_wallet(self.member, copies=1, spend=10, user=self.cashier)
        self.assertEqual(order.env.user, self.cashier)
        self.assertBalance(30)
        self._ring_up_wallet(self.member, copies=-1, top_up=10.55, user=self.cashier)
        self.assertBalance(40.55)
        self.assertAccountRight()

    def test_what_a_cashier_tells_of_any_wallet_is_looked_at(self):
        order = self._send([self._prepare_line(self.title, 1, 10.55)], self.maxime, self.cashier)
        told = {"points": 500, "program_id": self.program.id, "coupon_id": self.card.id}
        order.confirm_coupon_programs({str(self.card.id): told})
        self.assertBalance(40)
        gift = self.env["loyalty.program"].create({"name": "Gifts", "program_type": "gift_card"})
        order.confirm_coupon_programs({"-1": told | {"program_id": gift.id}})
        self.assertBalance(40)

    def test_nobody_types_on_a_sale_that_is_paid(self):
        order = self._ring_up_wallet(self.member, copies=1, spend=10)
        line = order.lines.filtered("coupon_id")
        other = self._join(self.maxime).card_id
        for vals in (
            {"price_unit": -1},
            {"price_subtotal_incl": 500},
            {"qty": -5},
            {"discount": 50},
            {"coupon_id": other.id},
            {"product_id": self.title.id},
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._as(self.cashier, line).write(vals)
        top_up = self._prepare_line(self.company.bookstore_member_product_id, 1, 500)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._as(self.cashier, line).create(top_up | {"order_id": order.id})
        self.card._bookstore_settle()
        self.assertBalance(30)

    def test_a_sale_credited_in_the_back_office_gives_back(self):
        order = self._ring_up_wallet(self.member, copies=2, spend=15, to_invoice=True)
        self.assertEqual(order.account_move.state, "posted")
        self.assertBalance(25)
        self.assertAccountRight()
        self._reverse(order.account_move)
        self.assertBalance(40)
        self.assertAccountRight()
        self.card._bookstore_settle()
        self.assertBalance(40)
        self._close_till()
        self.assertAccountRight()

    # -- contacts that turn out to be one -------------------------------------------------------

    def _merge(self, *partners):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([partner.id for partner in partners], partners[0])

    def test_a_top_up_is_on_the_wallet_it_was_made_for(self):
        order = self._ring_up_wallet(self.member, copies=0, top_up=50)
        self.assertEqual(order.lines.coupon_id, self.card)
        self.assertBalance(90)
        order.partner_id = self._join(self.maxime).partner_id
        (self.card | self._find_card(self.maxime))._bookstore_settle()
        self.assertBalance(90)
        self.assertFalse(self._find_card(self.maxime).points)

    def _find_card(self, partner):
        return self.card.search(
            [("partner_id", "=", partner.id), ("program_id", "=", self.program.id)]
        )

    def test_a_member_merged_into_another_contact_goes_on(self):
        self.member.discount = 5
        price_list = self.member.price_list_id
        twin = self.env["res.partner"].create({"name": "Louise again"})
        self._ring_up_wallet(self.member, copies=0, top_up=50)
        self._merge(twin, self.louise)
        self.env.invalidate_all()
        self.assertEqual((self.member.partner_id, self.card.partner_id), (twin, twin))
        own = twin.with_company(self.company)
        self.assertEqual(own.specific_property_product_pricelist, price_list)
        self.card._bookstore_settle()
        self.assertBalance(90)
        self._ring_up_wallet(self.member, copies=1, spend=10)
        self.assertBalance(80)
        self.assertAccountRight()

    def test_two_members_are_not_merged(self):
        other = self._join(self.maxime)
        with self.assertRaisesRegex(UserError, "wallet each"), self.env.cr.savepoint():
            self._merge(self.louise, self.maxime)
        self.assertTrue(other.exists() and self.maxime.exists())
        self.assertBalance(40)

    def test_a_wallet_of_somebody_who_is_no_member_is_not_lost(self):
        stranger = self.env["res.partner"].create({"name": "Somebody"})
        card = self.card.create({"program_id": self.program.id, "partner_id": stranger.id})
        top_up = self._prepare_line(self.company.bookstore_member_product_id, 1, 50)
        self._send([top_up], stranger)
        card._bookstore_settle()
        self.assertEqual(card.points, 50)
        with self.assertRaisesRegex(UserError, "wallet each"), self.env.cr.savepoint():
            self._merge(self.louise, stranger)
        empty = self.env["res.partner"].create({"name": "Nobody"})
        unused = self.card.create({"program_id": self.program.id, "partner_id": empty.id})
        self._merge(self.louise, empty)
        self.assertFalse(unused.exists())
        self.assertBalance(40)

    # -- the program ----------------------------------------------------------------------------

    def test_the_program_stays_while_wallets_hold_money(self):
        self._ring_up_wallet(self.member, copies=1, spend=10)
        with self.assertRaisesRegex(UserError, "hold"):
            self.program.action_archive()
        self.assertTrue(self.program.active)
        boss = self._create_boss()
        for vals in ({"discount": 10}, {"active": False}, {"required_points": 0}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._as(boss, self.reward).write(vals)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._as(boss, self.reward).unlink()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._as(boss, self.reward).create(
                {"program_id": self.program.id, "discount": 10, "discount_mode": "per_point"}
            )

    def test_an_archived_program_gives_nothing_back(self):
        self._ring_up_wallet(self.member, copies=4, spend=40)
        self.assertBalance(0)
        self._as(self._create_boss(), self.program).action_archive()
        self.assertFalse(self.reward.active)
        self.card._bookstore_settle()
        self.assertBalance(0)
        self.assertAccountRight()

    def _create_boss(self):
        groups = (
            "base.group_user",
            "sales_team.group_sale_manager",
            "point_of_sale.group_pos_manager",
            "product.group_product_manager",
        )
        return self.env["res.users"].create(
            {
                "name": "Boss of tills",
                "login": f"{type(self).__name__}_boss",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.set([self.env.ref(group).id for group in groups])],
            }
        )
