from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import TillCommon


class TourCommon(TillCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.title.barcode = "9782070360024"
        cls.admin = cls._welcome("tour_manager", "group_bookstore_manager")
        cls.other = cls._welcome("tour_bookseller", "group_bookstore_user")

    @classmethod
    def _welcome(cls, login, group):
        groups = [
            f"bookstore_deposit.{group}",
            "point_of_sale.group_pos_manager",
            "account.group_account_invoice",
        ]
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": login,
                "password": login,
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [Command.link(cls.env.ref(xmlid).id) for xmlid in groups],
            }
        )


@tagged("post_install", "-at_install", "browser")
class TestTours(TourCommon):
    """The way a copy goes, in the browser: parcel, till, decision, statement, bill."""

    def test_a_parcel_by_scan_then_a_till_sale_decided_stated_and_billed(self):
        self._receive(self.owner_a, 2)
        self.start_tour("/odoo/bookshop", "bookstore_deposit_chain_tour", login="tour_manager")
        parcel = self.env["bookstore.parcel"].search([("number", "=", "BL-TOUR")])
        self.assertEqual(parcel.state, "done")
        self.assertOwn({self.owner_a: 2, self.owner_b: 2})
        self._ring_up()
        self.start_tour("/odoo/bookshop", "bookstore_deposit_decide_tour", login="tour_manager")
        statement = self.deposit_b.statement_ids
        self.assertEqual(statement.state, "billed")
        self.assertAlmostEqual(statement.bill_id.amount_untaxed, 6.5)
        self.assertBooksRight()

    def test_two_browsers_count_and_the_till_is_refused(self):
        self._receive(self.firm, 5)
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count.action_start()
        for login in ("tour_manager", "tour_bookseller"):
            self.start_tour(
                f"/odoo/bookshop-inventories/{count.id}",
                "bookstore_deposit_count_tour",
                login=login,
            )
        self.assertEqual(count.counted_total, 4)
        self.assertEqual(count.scan_ids.user_id, self.admin | self.other)
        self.start_tour(
            f"/pos/ui/{self.till.id}", "bookstore_deposit_locked_till_tour", login="tour_manager"
        )
        self.assertFalse(self.till_session.order_ids.filtered(lambda order: order.state == "paid"))
