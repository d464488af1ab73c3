from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.orm.environments import Transaction
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.suite_base.tests.concurrency import Race

from .common import BookstoreCommon, CommittedShop


@tagged("post_install", "-at_install")
class TestConcurrency(CommittedShop, BookstoreCommon):
    """Real transactions in real threads. The shop they use is committed, then put away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        context = {"allowed_company_ids": cls.company.ids}
        cls.threads = Race(cls.registry, context=context)

    def setUp(self):
        super().setUp()
        self.thread_title = self._create_title(f"Thread title {self._testMethodName}")

    def _seller(self, quantity=1):
        title_id, shop_id = self.thread_title.id, self.shop.id
        customers_id = self.customers.id

        def sell(env):
            browse = env["stock.location"].browse
            moves = env["stock.move"]
            move = moves.create(
                moves._prepare_bookstore_move_vals(
                    env["product.product"].browse(title_id),
                    quantity,
                    browse(shop_id),
                    browse(customers_id),
                    "sale",
                )
            )
            move._action_done()
            return move.id

        return sell

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_four_tills_selling_one_title_leave_the_books_right(self):
        self._receive(self.owner_a, 2, self.thread_title)
        self._commit()
        results = self.threads.run(*[self._seller() for _till in range(4)])
        self.assertTrue(all(isinstance(result, int) for result in results), results)
        self._renew()
        self.assertEqual(self.thread_title.qty_available, -2)
        self.assertBooksRight()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_one_copy_is_not_given_to_its_owner_twice(self):
        """Without the guard both tills see one copy of A and take it: A would own −1."""
        self._receive(self.owner_a, 1, self.thread_title)
        self._commit()
        self.threads.run(self._seller(), self._seller())
        self._renew()
        self.assertOwn({self.undecided: -1}, self.thread_title)
        self.assertBooksRight()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_people_closing_at_once_state_each_sale_once(self):
        self._receive(self.owner_a, 5, self.thread_title)
        self._sell(2, self.thread_title)
        statement = self._statement(self.deposit_a)
        self._commit()

        def close(env):
            return env["bookstore.statement"].browse(statement.id).action_close()

        results = self.threads.run(close, close, self._seller())
        self._renew()
        self.assertEqual(sum(isinstance(result, UserError) for result in results), 1, results)
        self.assertEqual(statement.state, "closed")
        line = statement.line_ids.filtered(lambda line: line.product_id == self.thread_title)
        second = self._statement(self.deposit_a)
        later = second.line_ids.filtered(lambda line: line.product_id == self.thread_title)
        self.assertEqual(line.sold + later.sold, 3)
        second.action_close()
        self._commit()
        self.assertBooksRight()

    @mute_logger("odoo.sql_db")
    def test_figures_read_before_a_statement_was_closed_are_not_written_after(self):
        self._receive(self.owner_a, 5, self.thread_title)
        statement = self._statement(self.deposit_a)
        self._commit()
        with self.registry.cursor() as cr:
            cr.transaction = Transaction(self.registry)
            context = {"allowed_company_ids": self.company.ids}
            early = statement.with_env(api.Environment(cr, SUPERUSER_ID, context))
            self.assertEqual(early.state, "draft")
            self._sell(1, self.thread_title)
            statement.action_close()
            self._commit()
            with self.assertRaises(SerializationFailure):
                early.action_refresh()
            cr.rollback()
        self.assertBooksRight()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_people_unpacking_one_parcel_put_it_in_stock_once(self):
        parcel = self.env["bookstore.parcel"].create(
            {
                "kind": "deposit",
                "partner_id": self.owner_a.id,
                "company_id": self.company.id,
                "line_ids": [Command.create({"product_id": self.thread_title.id, "quantity": 3})],
            }
        )
        self._commit()

        def validate(env):
            return env["bookstore.parcel"].browse(parcel.id).action_validate()

        results = self.threads.run(validate, validate)
        self._renew()
        (refusal,) = [result for result in results if isinstance(result, UserError)]
        self.assertRegex(str(refusal), "Someone else is working|is “In stock”")
        self.assertOwn({self.owner_a: 3}, self.thread_title)

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_people_billing_at_once_make_one_bill(self):
        self._receive(self.owner_b, 5, self.thread_title)
        self._sell(2, self.thread_title)
        statement = self._statement(self.deposit_b)
        self._commit()

        def bill(env):
            return bool(env["bookstore.statement"].browse(statement.id).action_bill())

        results = self.threads.run(bill, bill)
        self._renew()
        self.assertEqual(sum(isinstance(result, UserError) for result in results), 1, results)
        bills = self.env["account.move"].search([("bookstore_statement_id", "=", statement.id)])
        self.assertEqual(len(bills), 1)

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_opposite_decisions_of_one_copy_make_one(self):
        self._receive(self.owner_a, 2, self.thread_title)
        self._receive(self.owner_b, 2, self.thread_title)
        self._sell(1, self.thread_title)
        allocation = self._pending(self.thread_title)
        self._commit()

        def decide(owner):
            owner_id = owner.id
            return lambda env: (
                env["bookstore.allocation"].browse(allocation.id).action_decide(owner_id)
            )

        results = self.threads.run(decide(self.owner_a), decide(self.owner_b))
        self._renew()
        self.assertEqual(sum(isinstance(result, UserError) for result in results), 1, results)
        self.assertEqual(sum(self._own(self.thread_title).values()), 3)
        allocation.action_undo_decision()
        allocation.action_decide(self.owner_a.id)
        self._commit()
        self.assertBooksRight()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_a_sale_and_the_start_of_an_inventory_exclude_each_other(self):
        self._receive(self.firm, 5, self.thread_title)
        count = self.env["bookstore.count"].create(
            {"location_id": self.shop.id, "company_id": self.company.id}
        )
        self._commit()

        def start(env):
            return env["bookstore.count"].browse(count.id).action_start()

        results = self.threads.run(start, self._seller())
        self._renew()
        self.assertEqual(count.state, "counting")
        sold = isinstance(results[1], int)
        self.assertEqual(self.thread_title.qty_available, 4 if sold else 5)
        with self.assertRaisesRegex(UserError, "is being counted"):
            self._sell(1, self.thread_title)
        self._renew()
        count.action_cancel()
        self._commit()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_three_people_scanning_lose_no_scan(self):
        count = self.env["bookstore.count"].create(
            {"location_id": self.reserve.id, "company_id": self.company.id}
        )
        count.action_start()
        self.thread_title.barcode = "9782070360024"
        self._commit()

        def scan(env):
            session = env["bookstore.count"].browse(count.id)
            return [session.scan("9782070360024")["status"] for _scan in range(20)]

        results = self.threads.run(scan, scan, scan)
        self._renew()
        self.assertEqual(results, [["ok"] * 20] * 3)
        self.assertEqual(count.counted_total, 60)
        count.action_cancel()
        self._commit()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_returns_of_the_same_copies_make_one(self):
        self._receive(self.owner_b, 4, self.thread_title)
        line = Command.create({"product_id": self.thread_title.id, "quantity": 4})
        parcels = self.env["bookstore.parcel"].create(
            [
                {
                    "kind": "return",
                    "partner_id": self.owner_b.id,
                    "company_id": self.company.id,
                    "line_ids": [line],
                }
                for _copy in range(2)
            ]
        )
        self._commit()

        def send_back(parcel):
            parcel_id = parcel.id
            return lambda env: env["bookstore.parcel"].browse(parcel_id).action_validate()

        results = self.threads.run(*[send_back(parcel) for parcel in parcels])
        self._renew()
        self.assertEqual(sum(isinstance(result, UserError) for result in results), 1, results)
        self.assertOwn({}, self.thread_title)
        self.assertBooksRight()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_three_people_at_one_parcel_make_one_line(self):
        self.thread_title.barcode = "9782070360024"
        parcel = self.env["bookstore.parcel"].create(
            {"kind": "deposit", "partner_id": self.owner_a.id, "company_id": self.company.id}
        )
        self._commit()

        def scan(env):
            return env["bookstore.parcel"].browse(parcel.id).scan("9782070360024")["status"]

        results = self.threads.run(scan, scan, scan)
        self._renew()
        self.assertEqual(results, ["ok"] * 3)
        self.assertEqual(parcel.line_ids.mapped("quantity"), [3])
        self.thread_title.barcode = False
        self._commit()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_people_making_one_new_title_make_one(self):
        parcels = self.env["bookstore.parcel"].create(
            [
                {"kind": "deposit", "partner_id": self.owner_a.id, "company_id": self.company.id}
                for _person in range(2)
            ]
        )
        self._commit()

        def make(parcel):
            parcel_id = parcel.id
            return lambda env: (
                env["bookstore.parcel"]
                .browse(parcel_id)
                .scan_new_title("9782070251902", "Thread title new", "12", "Gallimard")["status"]
            )

        results = self.threads.run(*[make(parcel) for parcel in parcels])
        self._renew()
        self.assertEqual(results, ["ok"] * 2)
        made = self.env["product.product"].search([("barcode", "=", "9782070251902")])
        self.assertEqual(len(made), 1)
        self.assertEqual(parcels.line_ids.product_id, made)
        made.write({"barcode": False, "active": False})
        self._commit()

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_a_place_and_its_shelf_are_not_counted_at_once(self):
        shelf = self.env["stock.location"].create(
            {"name": "Poetry", "location_id": self.reserve.id, "usage": "internal"}
        )
        counts = self.env["bookstore.count"].create(
            [
                {"location_id": place.id, "company_id": self.company.id}
                for place in (self.reserve, shelf)
            ]
        )
        self._commit()

        def start(count):
            count_id = count.id
            return lambda env: env["bookstore.count"].browse(count_id).action_start()

        results = self.threads.run(*[start(count) for count in counts])
        self._renew()
        self.assertEqual(sum(isinstance(result, UserError) for result in results), 1, results)
        counts.filtered(lambda count: count.state == "counting").action_cancel()
        self._commit()
