from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install", "browser")
class TestMemberTour(MemberCommon, HttpCase):
    """A bookseller takes a member on a telephone; the manager ends a membership at the desk."""

    def test_somebody_joins_and_somebody_leaves(self):
        self._pay(self._call())
        self.maxime.name = "0 Maxime of the Tests"  # the first one, however many contacts there are
        for login, group in (("member_seller", "user"), ("member_manager", "manager")):
            self.env["res.users"].create(
                {
                    "name": login,
                    "login": login,
                    "password": login,
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                    "group_ids": [
                        Command.link(self.env.ref(f"bookstore_deposit.group_bookstore_{group}").id)
                    ],
                }
            )
        self.browser_size = "390x844"
        self.start_tour(
            "/odoo/bookshop-members", "bookstore_member_join_tour", login="member_seller"
        )
        joined = self.env["bookstore.member"].search([("partner_id", "=", self.maxime.id)])
        self.assertEqual((joined.amount, joined.state), (25, "active"))
        self.browser_size = "1400x1000"
        self.start_tour(
            "/odoo/bookshop-members", "bookstore_member_end_tour", login="member_manager"
        )
        self.assertEqual((self.member.state, self.member.end_choice), ("ended", "kept"))
        self.assertBalance(20)

    def test_a_cashier_is_paid_with_a_wallet(self):
        self._pay(self._call())
        self.title.bookstore_is_title = True
        self.env["product.product"].create(
            {
                "name": "A pen of the tests",
                "list_price": 2,
                "available_in_pos": True,
                "taxes_id": [Command.clear()],
            }
        )
        self.member.discount = 5
        self.cashier.write({"login": "member_cashier", "password": "member_cashier"})
        self.start_tour(
            f"/pos/ui/{self.till.id}",
            "bookstore_member_till_tour",
            login="member_cashier",
            timeout=120,
        )
        self.assertBalance(7.97)
        self.assertAccountRight()
