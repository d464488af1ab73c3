from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import TillCommon


@tagged("post_install", "-at_install")
class TestTerms(TillCommon):
    """What was agreed and asked on the day of the sale is what is owed, whatever changed since."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        cls.book = cls._create_title("P", 12.66)
        cls.deposit_a.discount = 30

    def _owed(self, deposit=None):
        statement = self._statement(self._as(self.bookseller, deposit or self.deposit_a))
        statement.action_close()
        return statement.amount_untaxed

    def test_a_sale_taken_back_is_credited_at_the_rate_it_was_billed(self):
        self._receive(self.owner_a, 3, self.book)
        self._sell(3, self.book)
        self.assertEqual(self._owed(), 25.2)
        self.deposit_a.discount = 34
        sale = self.env["bookstore.allocation"].search(
            [("product_id", "=", self.book.id), ("kind", "=", "sale")]
        )
        self._as(self.bookseller, sale).action_undo_decision()
        self.assertEqual(self._statement(self.deposit_a).amount_untaxed, -25.2)
        self._as(self.bookseller, self._pending(self.book)).action_decide(self.owner_a.id)
        self.assertEqual(self._owed(), 0)

    def test_a_sale_decided_late_has_the_terms_of_its_day(self):
        self._receive(self.owner_a, 2, self.book)
        self._receive(self.owner_b, 2, self.book)
        self._sell(1, self.book)
        self.deposit_a.discount = 50
        self._as(self.bookseller, self._pending(self.book)).action_decide(self.owner_a.id)
        self.assertEqual(self._owed(), 8.4)

    def test_a_loss_that_was_not_owed_is_not_credited(self):
        self.deposit_a.bill_losses = False
        self._receive(self.owner_a, 2, self.book)
        movement = self._move("loss", 1, self.book)
        self.assertEqual(self._owed(), 0)
        self.deposit_a.bill_losses = True
        movement.action_undo()
        self.assertEqual(self._owed(), 0)

    def test_terms_typed_wrongly_are_applied_on_purpose(self):
        self._receive(self.owner_a, 3, self.book)
        self._sell(1, self.book)
        deposit = self._as(self.manager, self.deposit_a)
        deposit.discount = 40
        statement = self._statement(self.deposit_a)
        self.assertEqual(statement.amount_untaxed, 8.4)
        deposit.action_apply_terms()
        self.assertEqual(statement.amount_untaxed, 7.2)

    def test_a_till_order_synchronised_late_keeps_its_price_and_its_day(self):
        self._receive(self.owner_a, 2, self.book)
        day = fields.Datetime.now() - timedelta(days=4)
        self.book.list_price = 18.99
        order = self._ring_up(title=self.book, price=12.66, date=day)
        entry = order.picking_ids.move_ids.allocation_ids
        self.assertEqual(entry.date.date(), day.date())
        self.assertEqual(self._owed(), 8.4)

    def test_a_member_price_takes_nothing_from_the_distributor(self):
        self._receive(self.owner_a, 2, self.book)
        self._ring_up(title=self.book, price=12.03)
        self.assertEqual(self._owed(), 8.4)

    def test_a_sheet_of_last_week_has_the_price_and_the_date_of_last_week(self):
        self._receive(self.owner_a, 2, self.book)
        day = fields.Date.context_today(self.env.user) - timedelta(days=6)
        self.book.list_price = 18.99
        sheet = self._as(self.bookseller, self.env["bookstore.day.sheet"]).create(
            {
                "date": day,
                "warehouse_id": self.warehouse.id,
                "line_ids": [Command.create({"product_id": self.book.id, "price": 12.66})],
            }
        )
        sheet.action_post()
        entry = self.env["bookstore.allocation"].search(
            [("product_id", "=", self.book.id), ("kind", "=", "sale")]
        )
        self.assertEqual(entry.date.date(), day)
        self.assertEqual(self._owed(), 8.4)

    def test_the_public_price_is_rounded_once_a_bill_line(self):
        book = self._create_title("Sixty", 17.9)
        self._receive(self.owner_a, 60, book)
        self._sell(60, book)
        self.assertEqual(self._owed(), 712.61)

    def test_a_hundred_titles_at_9_99_are_right_together(self):
        titles = self.env["product.product"]
        for number in range(10):
            titles |= self._create_title(f"Title {number}", 9.99)
        for title in titles:
            self._receive(self.owner_a, 10, title)
            self._sell(10, title)
        statement = self._statement(self.deposit_a)
        statement.action_bill()
        self.assertEqual(statement.amount_untaxed, 662.84)
        self.assertEqual(statement.bill_id.amount_untaxed, 662.84)
        self.assertAlmostEqual(sum(statement.line_ids.mapped("amount")), 662.84)

    def test_the_first_parcel_of_a_new_distributor_asks_for_its_terms(self):
        owner = self.env["res.partner"].create({"name": "Newcomer"})
        parcel = self._as(self.bookseller, self.env["bookstore.parcel"]).create(
            {
                "kind": "deposit",
                "partner_id": owner.id,
                "line_ids": [Command.create({"product_id": self.book.id, "quantity": 3})],
            }
        )
        self.assertTrue(parcel.are_terms_open)
        parcel.action_validate()
        deposit = self.env["bookstore.deposit"].search([("partner_id", "=", owner.id)])
        self.assertEqual(deposit.discount, 35)
        self.assertFalse(deposit.are_terms_agreed)
        self._sell(2, self.book)
        self.assertEqual(self._owed(deposit), 15.6)
        self._as(self.manager, deposit).action_agree_terms()
        parcel.invalidate_recordset(["are_terms_open"])
        self.assertFalse(parcel.are_terms_open)

    def test_proposals_follow_the_sales_until_someone_types_others(self):
        self.deposit_a.kind = "automatic"
        other = self._create_title("Q", 18.99)
        self._receive(self.owner_a, 10, self.book)
        self._receive(self.owner_a, 10, other)
        self._sell(2, self.book)
        self._sell(2, other)
        statement = self._statement(self._as(self.bookseller, self.deposit_a))
        lines = {line.product_id: line for line in statement.line_ids}
        lines[other].reorder = 1
        self._sell(4, self.book)
        self._sell(4, other)
        statement.action_refresh()
        self.assertEqual(lines[self.book].reorder, 6)
        self.assertEqual(lines[other].reorder, 1)

    def test_a_wish_typed_in_a_standard_deposit_is_proposed(self):
        self._receive(self.owner_a, 2, self.book)
        self.deposit_a.line_ids.filtered(lambda line: line.product_id == self.book).wanted = 6
        statement = self._statement(self.deposit_a)
        line = statement.line_ids.filtered(lambda line: line.product_id == self.book)
        self.assertEqual(line.reorder, 4)

    def test_a_bill_credited_in_full_leaves_the_statement_to_bill(self):
        self._receive(self.owner_a, 2, self.book)
        self._sell(1, self.book)
        statement = self._statement(self.deposit_a)
        statement.action_bill()
        bill = statement.bill_id
        bill.action_post()
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"journal_id": bill.journal_id.id})
        )
        wizard.refund_moves()
        wizard.new_move_ids.action_post()
        self.assertEqual((statement.state, statement.bill_id.id), ("closed", False))
        statement.action_bill()
        self.assertEqual(statement.bill_id.amount_untaxed, 8.4)
