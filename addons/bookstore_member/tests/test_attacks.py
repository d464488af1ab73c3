from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestAttacks(MemberCommon):
    """Ways by which somebody could put money on a wallet, or read somebody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._pay(cls._call())
        cls.card = cls.member.card_id
        cls.boss = new_test_user(
            cls.env,
            f"{cls.__name__}_boss",
            "sales_team.group_sale_manager,point_of_sale.group_pos_manager,base.group_system",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _attack(self, act, user=None):
        with self.assertRaises(UserError), self.env.cr.savepoint():  # or AccessError, which is one
            act(user or self.boss)
        self.assertBalance(20)

    def test_nobody_types_points(self):
        self._attack(lambda user: self._as(user, self.card).write({"points": 500}))
        self._attack(lambda user: self._as(user, self.card).write({"points": 500}), self.bookseller)
        self._attack(lambda user: self._as(user, self.card).write({"partner_id": self.maxime.id}))
        forged = {"bookstore_wallet_pass": "0123456789abcdef"}
        self._attack(
            lambda user: self._as(user, self.card).with_context(**forged).write({"points": 5})
        )

    def test_nobody_makes_a_wallet_by_hand(self):
        vals = {"program_id": self.program.id, "partner_id": self.maxime.id, "points": 500}
        self._attack(lambda user: self._as(user, self.card).create(vals))
        self.assertFalse(self.card.search([("partner_id", "=", self.maxime.id)]))

    def test_the_program_stays_in_its_company(self):
        for vals in (
            {"company_id": False},
            {"program_type": "gift_card"},
            {"trigger": "with_code"},
        ):
            self._attack(lambda user, vals=vals: self._as(user, self.program).write(vals))
        self.assertEqual(self.program.company_id, self.company)
        other = self.program.copy({"name": "Another offer"})
        self._as(self.boss, other).write({"company_id": False})
        self.assertFalse(other.company_id)

    def test_the_company_keeps_what_was_made_for_members(self):
        company = self._as(self.boss, self.company)
        for name in ("program", "account", "journal", "product", "payment"):
            vals = {f"bookstore_member_{name}_id": False}
            self._attack(lambda _user, vals=vals: company.write(vals))
        vals = {"name": "Another bookshop", "bookstore_member_program_id": self.program.id}
        self._attack(lambda _user: company.create(vals))
        company.write({"bookstore_member_mail": False})  # a setting like any other
        self.assertFalse(self.company.bookstore_member_mail)

    def test_the_wizard_of_balances_refuses(self):
        def act(user):
            wizards = self._as(user, self.env["loyalty.card.update.balance"])
            wizards.create(
                {"card_id": self.card.id, "new_balance": 500, "description": "Gift"}
            ).action_update_card_point()

        self._attack(act)

    def test_the_ledger_is_neither_written_nor_changed(self):
        line = self.card.history_ids[:1]
        vals = {"card_id": self.card.id, "description": "Gift", "issued": 500}
        self._attack(lambda user: self._as(user, line).create(vals))
        self._attack(lambda user: self._as(user, line).write({"issued": 500}))
        self._attack(lambda user: self._as(user, line).unlink())

    def test_points_of_a_confirmed_order_are_those_of_its_lines(self):
        order = self._order(copies=1)
        line = order.order_line.filtered("coupon_id").with_env(self.env)
        with self.assertRaises(AccessError):
            self._as(self.boss, line).write({"points_cost": -500})
        line.write({"points_cost": 500})  # by the software itself
        self.assertBalance(9.45)

    def test_a_bookseller_does_not_say_that_a_contribution_is_paid(self):
        one = self._call()
        self._attack(lambda user: self._pay(one, user=user), self.bookseller)
        self._attack(lambda user: self._as(user, one).write({"paid": 20}), self.bookseller)
        self._attack(
            lambda user: self._as(user, one).create(
                {"member_id": self.member.id, "month": "2026-09-01", "move_id": one.move_id.id}
            ),
            self.bookseller,
        )

    def test_a_bookseller_neither_runs_nor_ends(self):
        member = self.member
        self._attack(
            lambda user: self._as(user, self.env["bookstore.member.run"]).create({}).action_run(),
            self.bookseller,
        )
        self._attack(lambda user: self._as(user, member)._fire("end"), self.bookseller)
        self._attack(
            lambda user: self._as(user, self.env["bookstore.member.end"]).create(
                {"member_id": member.id, "choice": "paid_back"}
            ),
            self.bookseller,
        )

    def test_what_follows_is_not_typed(self):
        other = self.env["loyalty.card"].create({"program_id": self.program.id})
        for vals in (
            {"balance": 500},
            {"card_id": other.id},
            {"name": "SOC9999"},
            {"end_choice": "kept"},
            {"state": "ended"},
            {"partner_id": self.maxime.id},
        ):
            self._attack(
                lambda user, vals=vals: self._as(user, self.member).write(vals), self.manager
            )

    def test_who_has_no_place_in_the_bookshop_reads_nothing(self):
        for record in (self.member, self.member.contribution_ids):
            with self.assertRaises(AccessError):
                self._as(self.clerk, record).read()

    def test_other_companies_read_nothing(self):
        other = self.env["res.company"].create({"name": "Another bookshop"})
        stranger = new_test_user(
            self.env,
            "stranger_of_members",
            "bookstore_deposit.group_bookstore_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        seen = self.env["bookstore.member"].with_user(stranger)
        self.assertFalse(seen.with_context(allowed_company_ids=other.ids).search([]))

    @mute_logger("odoo.sql_db")
    def test_a_person_has_one_wallet(self):
        with self.assertRaisesRegex(UserError, "wallet already"):
            self.card.create({"program_id": self.program.id, "partner_id": self.louise.id})

    def test_a_card_that_was_there_before_is_the_wallet(self):
        card = self.card.create({"program_id": self.program.id, "partner_id": self.maxime.id})
        self.assertEqual(self._join(self.maxime).card_id, card)
