import contextlib
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import urljoin

from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tests.common import HOST, TEST_CURSOR_COOKIE_NAME, ChromeBrowser

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
        self.start_tour(
            f"/pos/ui/{self.till.id}", "bookstore_deposit_sale_tour", login="tour_manager"
        )
        self.assertOwn({self.owner_a: 2, self.owner_b: 2, self.undecided: -1})
        self.start_tour("/odoo/bookshop", "bookstore_deposit_decide_tour", login="tour_manager")
        statement = self.deposit_b.statement_ids
        self.assertEqual(statement.state, "billed")
        self.assertAlmostEqual(statement.bill_id.amount_untaxed, 6.5)
        self.assertBooksRight()

    def test_the_place_is_chosen_in_the_top_bar(self):
        self.start_tour("/odoo/bookshop", "bookstore_deposit_place_tour", login="tour_bookseller")
        self.assertEqual(self.other.with_company(self.company).bookstore_place_id, self.reserve)

    def test_two_browsers_count_at_once_and_the_open_cart_of_a_till_is_refused(self):
        """Three browsers open at the same moment; each of the counting ones waits for the other."""
        self._receive(self.firm, 5)
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        inventory = f"/odoo/bookshop-inventories/{count.id}"
        people = ("tour_manager", "tour_bookseller", "tour_manager")
        with self._open_browsers(*people) as (first, second, till):
            self._visit(till, f"/pos/ui/{self.till.id}")
            self._play((till, "bookstore_deposit_cart_tour"))
            self._visit(first, inventory)
            self._play((first, "bookstore_deposit_lock_tour"))
            self._visit(second, inventory)
            self._play(
                (first, "bookstore_deposit_count_tour"),
                (second, "bookstore_deposit_count_tour"),
                (till, "bookstore_deposit_locked_till_tour"),
            )
        self.assertEqual(count.counted_total, 4)
        self.assertEqual(count.scan_ids.user_id, self.admin | self.other)
        self.assertFalse(self.till_session.order_ids.filtered(lambda order: order.state == "paid"))

    def test_a_customer_who_is_paying_when_the_place_is_locked_is_served_and_stated(self):
        self._receive(self.owner_a, 3)
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        with self._open_browsers("tour_manager", "tour_bookseller") as (till, counting):
            self._visit(till, f"/pos/ui/{self.till.id}")
            self._play((till, "bookstore_deposit_paying_tour"))
            self._visit(counting, f"/odoo/bookshop-inventories/{count.id}")
            self._play((counting, "bookstore_deposit_lock_tour"))
            self._play((till, "bookstore_deposit_paid_in_a_locked_place_tour"))
        order = self.till_session.order_ids
        self.assertEqual(order.state, "paid")
        self.assertOwn({self.owner_a: 3})
        self.assertEqual(count.queued_total, 1)
        count.scan_choice(self.title.id, 2)
        count.action_review()
        count.action_settle()
        count.action_close()
        self.assertEqual(order.picking_ids.state, "done")
        self.assertOwn({self.owner_a: 2})
        self.assertEqual(self._statement(self.deposit_a).line_ids.sold, 1)
        self.assertBooksRight()

    @contextlib.contextmanager
    def _open_browsers(self, *logins):
        """One browser for each login, all of them open until the block ends."""
        with self.allow_requests(), contextlib.ExitStack() as closing:
            closing.callback(self._wait_remaining_requests)
            browsers = []
            for login in logins:
                browser = ChromeBrowser(self, success_signal="tour succeeded")
                closing.callback(browser.stop)
                self.session = None  # or the session of the browser before would be ended
                self.authenticate(login, login, browser=browser)
                browser.set_cookie(TEST_CURSOR_COOKIE_NAME, self.http_request_key, "/", HOST)
                browsers.append(browser)
            self.env.flush_all()
            self.env.invalidate_all()
            yield browsers

    def _visit(self, browser, path):
        browser.navigate_to(urljoin(self.base_url(), path))

    def _play(self, *tours):
        """Play ``(browser, tour)`` pairs, all at the same moment."""
        with ThreadPoolExecutor(len(tours)) as players:
            list(players.map(lambda pair: self._play_one(*pair), tours))

    def _play_one(self, browser, tour):
        browser._result = Future()  # a browser plays several tours, one after the other
        self.assertTrue(browser._wait_ready(f"odoo.isTourReady({tour!r})"), tour)
        browser._wait_code_ok(f"odoo.startTour({tour!r}, {{}})", timeout=90)

    def test_a_sale_made_offline_and_its_refund_reach_the_statements(self):
        self._receive(self.owner_a, 2)
        till = f"/pos/ui/{self.till.id}"
        self.start_tour(till, "bookstore_deposit_offline_tour", login="tour_manager")
        self.assertOwn({self.owner_a: 1})
        statement = self._statement(self.deposit_a)
        self.assertEqual(statement.line_ids.sold, 1)
        statement.action_close()
        self.start_tour(till, "bookstore_deposit_refund_tour", login="tour_manager")
        self.assertOwn({self.owner_a: 2})
        second = self._statement(self.deposit_a)
        self.assertEqual(second.line_ids.sold, -1)
        self.assertAlmostEqual(second.amount_untaxed, -statement.amount_untaxed)
        self.assertBooksRight()
