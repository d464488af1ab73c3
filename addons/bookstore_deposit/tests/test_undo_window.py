from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestUndoWindow(BookstoreCommon):
    """Each document says what undoing it does and what was built upon it (B169–B171)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()

    def _ask(self, document, user=None):
        action = self._as(user or self.bookseller, document).action_ask_undo()
        wizards = self._as(user or self.bookseller, self.env[action["res_model"]])
        return wizards.browse(action["res_id"])

    def _built(self, wizard):
        """``{(model, id): whether it stands in the way}``"""
        return {(line.res_model, line.res_id): line.is_blocking for line in wizard.line_ids}

    def _undo(self, document, user=None):
        wizard = self._ask(document, user)
        self.assertTrue(wizard.can_undo)
        self.assertTrue(wizard.text)
        self.assertFalse(wizard.is_blocked, wizard.line_ids.mapped("name"))
        wizard.action_undo()

    def assertBlocked(self, document, *blocking):
        wizard = self._ask(document)
        built = self._built(wizard)
        for record in blocking:
            self.assertIs(built.get((record._name, record.id)), True, built)
        self.assertTrue(wizard.is_blocked)
        with self.assertRaisesRegex(UserError, "cannot be undone yet"), self.env.cr.savepoint():
            wizard.action_undo()

    def _sheet(self, copies=1):
        sheet = self._as(self.bookseller, self.env["bookstore.day.sheet"]).create(
            {"warehouse_id": self.warehouse.id}
        )
        sheet.scan_choice(self.title.id, copies)
        sheet.action_post()
        return sheet.with_env(self.env)

    # -- movements -----------------------------------------------------------------

    def test_every_kind_of_movement_is_undone_once(self):
        self._receive(self.owner_a, 3)
        for kind in ("loss", "gift", "irregular_out", "irregular_in", "transfer"):
            with self.subTest(kind):
                is_carried = kind in ("transfer", "irregular_in")
                movement = self._move(
                    kind,
                    target=self.reserve if is_carried else None,
                    owner=self.owner_a if kind == "irregular_in" else None,
                )
                first, second = self._ask(movement), self._ask(movement, self.manager)
                first.action_undo()
                self.assertOwn({self.owner_a: 3})
                with self.assertRaisesRegex(UserError, "changed meanwhile"):
                    second.action_undo()
                self.assertOwn({self.owner_a: 3})
                self.assertFalse(self._ask(movement).can_undo)
        self.assertBooksRight()

    def test_a_movement_told_by_a_statement_is_taken_back_by_the_next_one(self):
        self._receive(self.owner_a, 3)
        movement = self._move("gift", 2)
        statement = self._statement(self.deposit_a)
        statement.action_close()
        told = statement.line_ids.gift
        wizard = self._ask(movement)
        self.assertIs(self._built(wizard)["bookstore.statement", statement.id], False)
        wizard.action_undo()
        self.assertEqual(statement.line_ids.gift, told)
        self.assertEqual(self._statement(self.deposit_a).line_ids.gift, -told)
        self.assertBooksRight()

    def test_copies_carried_and_gone_since_are_not_carried_back(self):
        self._receive(self.owner_a, 2)
        carried = self._move("transfer", 2, target=self.reserve)
        gone = self._move("loss", 1, source=self.reserve)
        self.assertBlocked(carried, gone)
        with self.assertRaisesRegex(UserError, "left Reserve since"), self.env.cr.savepoint():
            carried.action_undo()
        self._undo(gone)
        self._undo(carried)
        self.assertOwn({self.owner_a: 2})
        self.assertBooksRight()

    def test_copies_entered_and_sold_since_show_their_sale(self):
        entry = self._move("irregular_in", 1, target=self.shop, owner=self.owner_a)
        sheet = self._sheet()
        self.assertBlocked(entry, sheet)
        self._undo(sheet)
        self._undo(entry)
        self.assertOwn({})
        self.assertBooksRight()

    def test_what_happens_while_the_window_is_open_is_seen(self):
        entry = self._move("irregular_in", 1, target=self.shop, owner=self.owner_a)
        wizard = self._ask(entry)
        self.assertFalse(wizard.is_blocked)
        sheet = self._sheet()
        with self.assertRaisesRegex(UserError, sheet.name), self.env.cr.savepoint():
            wizard.action_undo()
        self.assertEqual(entry.state, "done")

    def test_a_place_being_counted_shows_its_inventory(self):
        self._receive(self.owner_a, 2)
        movement = self._move("loss")
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count.action_start()
        self.assertBlocked(movement, count)
        self._undo(count)
        self.assertEqual(count.state, "cancelled")
        self._undo(movement)
        self.assertOwn({self.owner_a: 2})

    # -- parcels ---------------------------------------------------------------------

    def test_a_parcel_sold_from_shows_the_sales(self):
        parcel = self._receive(self.owner_a, 2)
        sheet = self._sheet()
        self.assertBlocked(parcel, sheet)
        self._undo(sheet)
        self._undo(parcel)
        self.assertOwn({})
        self.assertFalse(self._ask(parcel).can_undo)
        self.assertBooksRight()

    def test_a_parcel_takes_its_draft_bill_with_it_but_no_posted_one(self):
        parcel = self._receive(self.firm, 2, partner_id=self.owner_a.id)
        parcel.action_bill()
        bill = parcel.bill_id
        self.assertIs(self._built(self._ask(parcel))["account.move", bill.id], False)
        bill.invoice_date = parcel.date
        bill.action_post()
        self.assertBlocked(parcel, bill)
        bill._reverse_moves([{"date": parcel.date, "invoice_date": parcel.date}], cancel=True)
        self._undo(parcel)
        self.assertEqual((bill.state, parcel.state), ("posted", "cancelled"))
        again = self._receive(self.firm, 2, partner_id=self.owner_a.id)
        again.action_bill()
        self._undo(again)
        self.assertEqual(again.bill_id.state, "cancel")

    def test_a_return_comes_back(self):
        self._receive(self.owner_a, 2)
        parcel = self._send_back(self.owner_a, 2)
        self.assertOwn({})
        self._undo(parcel)
        self.assertOwn({self.owner_a: 2})
        self.assertBooksRight()

    # -- sales and decisions ------------------------------------------------------------

    def test_a_day_sheet_says_what_becomes_of_its_money(self):
        self._receive(self.owner_a, 2)
        sheet = self._sheet(2)
        built = self._built(self._ask(sheet))
        self.assertIs(built["account.move", sheet.invoice_id.id], False)
        posted = sheet.invoice_id.state, sheet.invoice_id.amount_total
        self._undo(sheet)
        self.assertEqual((sheet.invoice_id.state, sheet.invoice_id.amount_total), posted)
        self.assertTrue(sheet.invoice_id._bookstore_is_undone())
        self.assertOwn({self.owner_a: 2})

    def test_a_decision_is_undone_late_and_not_once_its_copies_came_back(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        sale = self._sell()
        entry = self._pending()
        entry.action_decide(self.owner_a.id)
        statement = self._statement(self.deposit_a)
        statement.action_close()
        wizard = self._ask(entry)
        self.assertIs(self._built(wizard)["bookstore.statement", statement.id], False)
        wizard.action_undo()
        self.assertEqual(statement.line_ids.sold, 1)
        again = self._pending()
        self.assertEqual(len(again), 1)
        again.action_decide(self.owner_b.id)
        self._take_back(sale)
        self.assertBlocked(again)
        self.assertBooksRight()

    def test_the_bill_of_a_statement_is_taken_back_what_it_told_is_not(self):
        self._receive(self.owner_a, 2)
        self._sell()
        statement = self._statement(self.deposit_a)
        statement.action_bill()
        bill = statement.bill_id
        self.assertIs(self._built(self._ask(statement))["account.move", bill.id], False)
        other = self._ask(statement, self.manager)
        self._undo(statement)
        self.assertEqual((bill.state, statement.state), ("cancel", "closed"))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            other.action_undo()
        closed = self._ask(statement)
        self.assertFalse(closed.can_undo)
        with self.assertRaisesRegex(UserError, "stays as it was told"), self.env.cr.savepoint():
            closed.action_undo()
        statement.action_bill()
        statement.bill_id.action_post()
        self.assertBlocked(statement, statement.bill_id)
        self.assertEqual(statement.line_ids.sold, 1)

    # -- inventories and merges -----------------------------------------------------------

    def _count(self, copies, **answer):
        count = self.env["bookstore.count"].create({"location_id": self.shop.id})
        count.action_start()
        count.scan_choice(self.title.id, copies)
        count.action_review()
        count.line_ids.write(answer)
        count.action_settle()
        return count

    def test_a_difference_of_a_closed_inventory_is_undone_once(self):
        self._receive(self.owner_a, 3)
        count = self._count(1, resolution="loss")
        count.action_close()
        self._statement(self.deposit_a).action_close()
        line = self._as(self.bookseller, count.line_ids)
        self.assertFalse(self._ask(count).can_undo)
        line.action_undo()
        line.action_undo()
        self.assertEqual((line.state, line.resolution), ("undone", "loss"))
        self.assertOwn({self.owner_a: 3})
        self.assertEqual(self._statement(self.deposit_a).line_ids.lost, -2)
        self.assertBooksRight()

    def test_a_difference_is_not_undone_into_an_inventory_of_today(self):
        self._receive(self.owner_a, 3)
        count = self._count(1, resolution="loss")
        count.action_close()
        other = self.env["bookstore.count"].create({"location_id": self.shop.id})
        other.action_start()
        with self.assertRaisesRegex(UserError, other.name), self.env.cr.savepoint():
            count.line_ids.action_undo()
        self.assertEqual(count.line_ids.state, "settled")

    def test_a_copy_said_to_be_elsewhere_and_gone_from_there_is_told(self):
        self._receive(self.owner_a, 3)
        count = self._count(2, resolution="elsewhere", other_location_id=self.reserve.id)
        count.action_close()
        loss = self._move("loss", 1, source=self.reserve)
        with self.assertRaisesRegex(UserError, "left Reserve since"), self.env.cr.savepoint():
            count.line_ids.action_undo()
        self._undo(loss)
        count.line_ids.action_undo()
        self.assertOwn({self.owner_a: 3})
        self.assertBooksRight()

    def test_titles_stay_one_when_something_happened_since(self):
        double = self._create_title("Les Contemplations (double)")
        self._receive(self.owner_a, 2)
        self._receive(self.owner_a, 1, double)
        merge = self.env["bookstore.merge"].create(
            {
                "company_id": self.company.id,
                "title_ids": [Command.set((self.title | double).ids)],
                "kept_id": self.title.id,
            }
        )
        merge.action_merge()
        wizard = self._ask(merge, self.manager)
        self.assertFalse(wizard.is_blocked, wizard.line_ids.mapped("name"))
        loss = self._move("loss")
        blocked = self._ask(merge, self.manager)
        self.assertIs(self._built(blocked)["bookstore.movement", loss.id], True)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            wizard.action_undo()
        self.assertEqual(merge.state, "done")

    def test_a_merge_is_separated_again(self):
        double = self._create_title("Les Contemplations (double)")
        self._receive(self.owner_a, 1, double)
        merge = self.env["bookstore.merge"].create(
            {
                "company_id": self.company.id,
                "title_ids": [Command.set((self.title | double).ids)],
                "kept_id": self.title.id,
            }
        )
        merge.action_merge()
        self._undo(merge, self.manager)
        self.assertEqual(merge.state, "undone")
        self.assertOwn({self.owner_a: 1}, double)

    # -- who ---------------------------------------------------------------------------

    def test_only_who_may_undo_is_asked_and_nothing_else_is_undone(self):
        self._receive(self.owner_a, 2)
        movement = self._move("loss")
        with self.assertRaises(AccessError):
            self._ask(movement, self.clerk)
        wizards = self._as(self.bookseller, self.env["bookstore.undo"])
        for model, number in (
            ("res.users", self.clerk.id),
            ("no.such", 1),
            ("stock.move", 1),
            ("bookstore.undo.mixin", 1),
        ):
            forged = wizards.create({"res_model": model, "res_id": number})
            with self.assertRaisesRegex(UserError, "cannot be undone here"):
                forged.action_undo()
        line = self._ask(movement).line_ids.create(
            {
                "undo_id": self._ask(movement).id,
                "res_model": "bookstore.movement",
                "res_id": movement.id,
            }
        )
        self.assertEqual(line.action_open()["res_id"], movement.id)
        other = self.env["res.company"].create({"name": "Neighbour"})
        self.bookseller.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        elsewhere = line.with_context(allowed_company_ids=other.ids)
        with self.assertRaises(AccessError):
            elsewhere.action_open()
