from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestSecurity(BookstoreCommon):
    """A bookseller who talks to the server directly can write no more than the screens let."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bookseller = new_test_user(
            cls.env,
            "direct_bookseller",
            "bookstore_deposit.group_bookstore_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _as_bookseller(self, record):
        context = {"allowed_company_ids": self.company.ids}
        return record.with_user(self.bookseller).with_context(**context)

    def _assert_refused(self, record, **vals):
        for name, value in vals.items():
            with self.assertRaises(AccessError, msg=name):
                self._as_bookseller(record).write({name: value})

    def test_the_journal_is_not_typed(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        self._sell()
        self._assert_refused(
            self._pending(),
            owner_id=self.owner_b.id,
            state="decided",
            quantity=5,
            kind="loss",
            statement_id=False,
            price_excluded=0.01,
            excluded_ids=[Command.link(self.owner_a.id)],
        )
        self._as_bookseller(self._pending()).action_decide(self.owner_b.id)
        self.assertBooksRight()

    def test_the_figures_and_the_state_of_a_statement_are_not_typed(self):
        self._receive(self.owner_a, 2)
        self._sell()
        statement = self._statement(self._as_bookseller(self.deposit_a))
        self._assert_refused(statement, state="billed", bill_id=False, closed_by_id=False)
        self._assert_refused(statement.line_ids, amount=0.01, sold=0, discount=99, tax_ids=False)
        with self.assertRaises(AccessError):
            statement.line_ids.create(
                {"statement_id": statement.id, "product_id": self._create_title("Invented").id}
            )
        statement.line_ids.write({"reorder": 3, "to_return": 1})
        statement.action_bill()
        self.assertEqual(statement.state, "billed")
        self.assertEqual(statement.closed_by_id, self.bookseller)

    def test_what_was_put_in_stock_is_not_rewritten(self):
        parcel = self._receive(self.owner_a, 2)
        self._assert_refused(parcel, state="draft", partner_id=self.owner_b.id, kind="firm")
        self._assert_refused(parcel.line_ids, quantity=200, product_id=self._create_title("X").id)
        with self.assertRaises(AccessError):
            self._as_bookseller(parcel.line_ids).unlink()
        with self.assertRaises(AccessError):
            self._as_bookseller(parcel).write(
                {"line_ids": [Command.create({"product_id": self.title.id, "quantity": 1})]}
            )
        draft = parcel.create(
            {
                "kind": "deposit",
                "partner_id": self.owner_b.id,
                "company_id": self.company.id,
                "line_ids": [Command.create({"product_id": self.title.id, "quantity": 7})],
            }
        )
        self._assert_refused(draft.line_ids, parcel_id=parcel.id)
        self._assert_refused(parcel, line_ids=[Command.link(draft.line_ids.id)])
        self._as_bookseller(parcel).note = "Two corners are bent"

    def test_an_inventory_and_its_differences_are_not_rewritten(self):
        self._receive(self.firm, 2)
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count = self._as_bookseller(count)
        count.action_start()
        self._assert_refused(count, state="closed", location_id=self.reserve.id)
        count.action_review()
        self._assert_refused(count.line_ids, counted=2, state="settled", theoretical=0)
        count.line_ids.resolution = "loss"
        count.action_settle()
        count.action_close()
        self.assertOwn({})

    def test_an_alert_is_not_closed_by_writing_it(self):
        self._sell()
        alert = self.env["bookstore.alert"].search(
            [("kind", "=", "negative"), ("company_id", "=", self.company.id)]
        )
        self._assert_refused(alert, state="solved", kind="check", quantity=0)
        self._as_bookseller(alert).action_snooze()

    def test_a_movement_and_a_day_sheet_are_not_rewritten(self):
        self._receive(self.firm, 5)
        movement = self._move("loss")
        self._assert_refused(movement, state="draft", kind="gift")
        self._assert_refused(movement.line_ids, quantity=3)
        sheet = self.env["bookstore.day.sheet"].create({"warehouse_id": self.warehouse.id})
        sheet = self._as_bookseller(sheet)
        sheet.scan_choice(self.title.id)
        sheet.action_post()
        self._assert_refused(sheet, state="draft", order_id=False)
        self._assert_refused(sheet.line_ids, price=0.01)

    def test_the_stock_and_what_left_it_are_not_rewritten(self):
        """Odoo lets storekeepers type both: the journal would tell another story."""
        storekeeper = self.env.ref("stock.group_stock_user")
        self.bookseller.group_ids = [Command.link(storekeeper.id)]
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        sale = self._sell(1)
        here = [("product_id", "=", self.title.id), ("location_id", "=", self.shop.id)]
        quant = self.env["stock.quant"].search([*here, ("owner_id", "=", self.owner_a.id)])
        copies = {"product_id": self.title.id, "location_id": self.shop.id, "quantity": 5}
        attacks = (
            lambda: self._as_bookseller(quant).write({"owner_id": self.owner_b.id}),
            lambda: self._as_bookseller(quant).write({"quantity": 9}),
            lambda: self._as_bookseller(quant).create(copies),
            lambda: self._as_bookseller(sale.move_line_ids).write({"owner_id": self.owner_b.id}),
            lambda: self._as_bookseller(sale.move_line_ids).write({"quantity": 2}),
            lambda: self._as_bookseller(sale).write({"quantity": 2}),
            lambda: self._as_bookseller(sale).write({"restrict_partner_id": self.owner_b.id}),
        )
        for number, attack in enumerate(attacks):
            with self.subTest(number), self.assertRaises(UserError), self.env.cr.savepoint():
                attack()
            self.env.invalidate_all()
        self.assertOwn({self.owner_a: 2, self.owner_b: 2, self.undecided: -1})
        self.assertBooksRight()
