import base64

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestStatement(BookstoreCommon):
    def _line(self, statement, title=None):
        return statement.line_ids.filtered(lambda line: line.product_id == (title or self.title))

    def test_a_statement_tells_initial_received_sold_and_current(self):
        self._receive(self.owner_a, 5)
        self._sell(2)
        first = self._statement(self.deposit_a)
        first.action_close()
        self._receive(self.owner_a, 1)
        self._sell()
        self._send_back(self.owner_a, 1)
        second = self._statement(self.deposit_a)
        self.assertRecordValues(
            self._line(second),
            [{"initial": 3, "received": 1, "sold": 1, "returned": 1, "current": 2}],
        )
        self.assertEqual(second.previous_id, first)

    def test_a_question_about_this_distributor_blocks_its_statement(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        self._sell()
        statement = self._statement(self.deposit_a)
        self.assertTrue(statement.is_blocked)
        with self.assertRaisesRegex(UserError, "cannot be closed: 1 copies"):
            statement.action_close()
        self._pending().action_exclude(self.owner_a.id)
        statement.action_close()
        self.assertEqual(statement.state, "closed")

    def test_a_question_about_others_does_not_block(self):
        self._create_deposit(self.owner_c)
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        self._sell()
        statement = self._statement(
            self.env["bookstore.deposit"].search([("partner_id", "=", self.owner_c.id)])
        )
        self.assertFalse(statement.is_blocked)

    def test_a_late_decision_lands_in_the_next_statement(self):
        for owner in (self.owner_a, self.owner_b):
            self._receive(owner, 2)
        self._create_deposit(self.owner_c)
        self._receive(self.owner_c, 2)
        self._sell()
        self._pending().action_exclude(self.owner_a.id)
        first = self._statement(self.deposit_a)
        first.action_close()
        pending = self._pending()
        pending.action_include(self.owner_a.id)
        pending.action_decide(self.owner_a.id)
        second = self._statement(self.deposit_a)
        self.assertEqual(self._line(first).sold, 0)
        self.assertEqual(self._line(second).sold, 1)
        self.assertBooksRight()

    def test_a_return_after_the_statement_is_a_credit_in_the_next(self):
        self._receive(self.owner_a, 3)
        sale = self._sell(2)
        first = self._statement(self.deposit_a)
        first.action_bill()
        self._take_back(sale, 1)
        second = self._statement(self.deposit_a)
        self.assertRecordValues(self._line(second), [{"initial": 1, "sold": -1, "current": 2}])
        self.assertAlmostEqual(second.amount_untaxed, -6.0)
        second.action_bill()
        self.assertEqual(second.bill_id.move_type, "in_refund")
        self.assertAlmostEqual(second.bill_id.amount_untaxed, 6.0)
        self.assertBooksRight()

    def test_a_statement_is_closed_once(self):
        self._receive(self.owner_a, 3)
        self._sell()
        statement = self._statement(self.deposit_a)
        statement.action_close()
        with self.assertRaisesRegex(UserError, "is “Closed”"):
            statement.action_close()

    def test_undoing_a_stated_decision_takes_it_back_in_the_next_statement(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        self._sell()
        allocation = self._pending()
        allocation.action_decide(self.owner_a.id)
        self._statement(self.deposit_a).action_close()
        allocation.action_undo_decision()
        self._pending().action_decide(self.owner_b.id)
        self.assertEqual(self._line(self._statement(self.deposit_a)).sold, -1)
        self.assertEqual(self._line(self._statement(self.deposit_b)).sold, 1)
        self.assertOwn({self.owner_a: 2, self.owner_b: 1})
        self.assertBooksRight()

    def test_the_bill_is_right_to_the_cent_by_discount_and_vat(self):
        """10.55 € at 5.5 % is 10.00 € without VAT; 7 copies at 40 % make 42.00 €."""
        odd = self._create_title("Odd price", 9.99)
        untaxed = self._create_title("No VAT", 7.77, taxes_id=False, supplier_taxes_id=False)
        self.deposit_a.line_ids = [
            Command.create({"product_id": odd.id, "has_own_discount": True, "discount": 33.3})
        ]
        for title in (self.title, odd, untaxed):
            self._receive(self.owner_a, 10, title=title)
        self._sell(7)
        self._sell(3, title=odd)
        self._sell(3, title=untaxed)
        statement = self._statement(self.deposit_a)
        self.assertAlmostEqual(self._line(statement).amount, 42.0)
        self.assertAlmostEqual(self._line(statement, odd).amount, 18.95)
        self.assertAlmostEqual(self._line(statement, untaxed).amount, 13.99)
        statement.action_bill()
        bill = statement.bill_id
        self.assertEqual(len(bill.invoice_line_ids), 3)
        self.assertAlmostEqual(bill.amount_untaxed, 74.94)
        self.assertAlmostEqual(bill.amount_tax, 3.35)
        self.assertAlmostEqual(bill.amount_total, statement.amount_total)
        self.assertAlmostEqual(bill.amount_untaxed, sum(statement.line_ids.mapped("amount")))
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", bill.id)]
        )
        self.assertIn(b"Odd price", attachment.raw)

    def test_the_price_of_the_day_of_sale_is_paid(self):
        self._receive(self.owner_a, 5)
        self._sell()
        self.title.list_price = 21.10
        self._sell()
        statement = self._statement(self.deposit_a)
        self.assertAlmostEqual(self._line(statement).amount, 0.6 * (10.0 + 20.0))

    def test_losses_are_paid_when_the_deposit_says_so(self):
        self._receive(self.owner_a, 5)
        self._move("loss", 2)
        statement = self._statement(self.deposit_a)
        self.assertEqual(self._line(statement).lost, 2)
        self.assertAlmostEqual(statement.amount_untaxed, 12.0)
        self.deposit_a.bill_losses = False
        statement.action_refresh()
        self.assertAlmostEqual(statement.amount_untaxed, 12.0, msg="agreed when they were lost")
        self.deposit_a.action_apply_terms()
        self.assertEqual(statement.amount_untaxed, 0.0)
        statement.action_close()
        with self.assertRaisesRegex(UserError, "Nothing is owed"):
            statement.action_bill()
        to_do = self.env["bookstore.statement"].search([("is_to_finish", "=", True)])
        self.assertNotIn(statement, to_do, "nothing is left to do about it")

    def test_an_automatic_deposit_orders_what_was_sold(self):
        self.deposit_a.kind = "automatic"
        self._receive(self.owner_a, 5)
        self._sell(2)
        statement = self._statement(self.deposit_a)
        self.assertEqual(self._line(statement).reorder, 2)
        statement.action_close()
        statement.action_create_order()
        order = statement.purchase_order_id
        self.assertTrue(order.is_deposit)
        self.assertEqual(order.order_line.product_qty, 2)

    def test_a_fixed_deposit_is_brought_back_to_what_is_wanted(self):
        self._receive(self.owner_a, 5, kind="fixed")
        self.deposit_a.kind = "fixed"
        self._sell(3)
        self.assertEqual(self._line(self._statement(self.deposit_a)).reorder, 3)

    def test_copies_here_too_long_are_proposed_for_return(self):
        self.deposit_a.max_days = 90
        self._receive(self.owner_a, 3)
        self.env["bookstore.allocation"].search([("kind", "=", "receipt")]).date = Datetime.add(
            Datetime.now(), days=-100
        )
        self._receive(self.owner_a, 2)
        self._sell()
        line = self._line(self._statement(self.deposit_a))
        self.assertEqual((line.overdue, line.to_return), (2, 2))
        line.statement_id.action_create_return()
        parcel = line.statement_id.return_parcel_id
        parcel.action_validate()
        self.assertOwn({self.owner_a: 2})
        self.assertBooksRight()

    def test_what_was_ordered_and_who_else_has_it_is_told(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 1)
        self._receive(self.firm, 1)
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.owner_a.id,
                "company_id": self.company.id,
                "is_deposit": True,
                "order_line": [Command.create({"product_id": self.title.id, "product_qty": 4})],
            }
        )
        order.button_confirm()
        line = self._line(self._statement(self.deposit_a))
        self.assertEqual(line.on_order, 4)
        self.assertIn("Distributor B 1", line.others)
        self.assertIn("own stock 1", line.others)

    def test_deposit_copies_received_on_an_order_are_never_to_bill(self):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.owner_a.id,
                "company_id": self.company.id,
                "is_deposit": True,
                "order_line": [Command.create({"product_id": self.title.id, "product_qty": 4})],
            }
        )
        order.button_confirm()
        self._receive(self.owner_a, 3)
        self.assertEqual(order.order_line.qty_received, 3)
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(order.invoice_status, "no")
        picking = order.picking_ids.filtered(lambda picking: picking.state != "cancel")
        waiting = picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        self.assertEqual(waiting.product_uom_qty, 1)
        waiting.quantity = 1
        waiting.picked = True
        waiting.picking_id._action_done()
        self.assertOwn({self.owner_a: 4})
        self.assertBooksRight()

    def test_what_the_bookseller_typed_survives_a_refresh(self):
        self._receive(self.owner_a, 5)
        statement = self._statement(self.deposit_a)
        self._line(statement).reorder = 9
        self._sell()
        statement.action_refresh()
        self.assertRecordValues(self._line(statement), [{"reorder": 9, "sold": 1}])

    def test_the_distributors_file_is_compared(self):
        self.title.barcode = "2-07-036002-4"
        self._receive(self.owner_a, 5)
        self._sell(2)
        statement = self._statement(self.deposit_a)
        content = "ISBN;Vendus;Stock\n978-2-07-036002-4;1;4\n9782221096819;3;0\nrubbish;x;y\n"
        compare = self.env["bookstore.statement.compare"].create(
            {"statement_id": statement.id, "file": base64.b64encode(content.encode())}
        )
        compare.action_compare()
        self.assertRecordValues(
            self._line(statement), [{"is_different": True, "theirs_sold": 1, "theirs_current": 4}]
        )
        self.assertEqual(statement.difference_count, 1)
        self.assertIn("9782221096819", compare.report)
        action = self._line(statement).action_correct()
        self.assertEqual(action["context"]["default_kind"], "irregular_in")

    def test_the_csv_opens_in_a_french_spreadsheet(self):
        self.title.name = "=1+1"
        self._receive(self.owner_a, 5)
        text = self._statement(self.deposit_a)._get_csv().decode("utf-8-sig")
        self.assertIn("'=1+1", text)
        self.assertIn(";10,55;", text)

    def test_a_bill_deleted_or_cancelled_is_made_again_and_owed_once(self):
        self._receive(self.owner_a, 3)
        self._sell()
        statement = self._statement(self.deposit_a)
        statement.action_bill()
        statement.bill_id.unlink()
        self.assertEqual(statement.state, "closed")
        statement.action_bill()
        first = statement.bill_id
        first.button_cancel()
        self.assertRecordValues(statement, [{"state": "closed", "bill_id": False}])
        first.button_draft()
        self.assertRecordValues(statement, [{"state": "billed", "bill_id": first.id}])
        first.button_cancel()
        statement.action_bill()
        self.assertAlmostEqual(statement.bill_id.amount_untaxed, 6.0)
        with self.assertRaisesRegex(UserError, "was billed again"):
            first.button_draft()
        with self.assertRaisesRegex(UserError, "is “Billed”"):
            statement.action_close()
        self.assertBooksRight()

    def test_two_statements_in_preparation_are_one(self):
        self._receive(self.owner_a, 5)
        first = self._statement(self.deposit_a)
        self.deposit_a.action_draw_up_statement()
        self.assertEqual(self.deposit_a.statement_ids, first)

    def test_a_large_statement_takes_a_constant_number_of_queries(self):
        titles = [self._create_title(f"Title {number}") for number in range(30)]
        for title in titles[:3]:
            self._receive(self.owner_a, 2, title=title)
        statement = self._statement(self.deposit_a)
        for title in titles[3:]:
            self._receive(self.owner_a, 2, title=title)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            statement.action_refresh()
            self.env.flush_all()

    def test_the_list_of_statements_takes_a_constant_number_of_queries(self):
        owners = self.env["res.partner"].create([{"name": f"Owner {i}"} for i in range(20)])
        for owner in owners:
            self._statement(self._create_deposit(owner))
        self.env.flush_all()
        self.env.invalidate_all()
        statements = self.env["bookstore.statement"].search([("partner_id", "in", owners.ids)])
        fields = {"name": {}, "is_blocked": {}, "blocking_count": {}, "amount_total": {}}
        with self.assertQueryCount(15):
            statements.web_read(fields)


@tagged("post_install", "-at_install")
class TestStatementDownload(BookstoreCommon, HttpCase):
    def test_only_booksellers_download_a_statement(self):
        self._receive(self.owner_a, 5)
        statement = self._statement(self.deposit_a)
        url = f"/bookstore/statement/{statement.id}/csv"
        groups = {
            "csv_bookseller": "bookstore_deposit.group_bookstore_user",
            "csv_employee": "base.group_user",
            "csv_portal": "base.group_portal",
        }
        answers = {}
        for login, group in groups.items():
            new_test_user(
                self.env, login, group, company_id=self.company.id, company_ids=self.company.ids
            )
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                answers[login] = self.url_open(url)
        self.assertIn("Les Contemplations", answers["csv_bookseller"].text)
        for stranger in ("csv_employee", "csv_portal"):
            self.assertNotEqual(answers[stranger].status_code, 200)
            self.assertNotIn("Les Contemplations", answers[stranger].text)
