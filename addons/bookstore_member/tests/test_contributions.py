from contextlib import contextmanager
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..core.months import find_first_due
from ..hooks import uninstall_hook
from ..models.bookstore_member import WORKFLOW
from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestContributions(MemberCommon):
    """What is called, paid, taken back, and what is on the wallet for it."""

    @contextmanager
    def _refused(self, constraint):
        """By the database, whoever comes second; people are told the sentence of the constraint."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, constraint),
            self.env.cr.savepoint(),
        ):
            yield

    def test_the_workflow_has_no_fault(self):
        states = [key for key, _label in self.env["bookstore.member"]._fields["state"].selection]
        self.assertEqual(WORKFLOW.find_faults(states), [])

    def test_a_contribution_is_a_debt_to_the_member_and_no_turnover(self):
        one = self._call()
        move = one.move_id
        self.assertEqual(
            (move.state, move.move_type, move.amount_total), ("posted", "out_invoice", 20)
        )
        self.assertFalse(move.amount_tax)
        kinds = move.line_ids.mapped("account_id.account_type")
        self.assertEqual(sorted(kinds), ["asset_receivable", "liability_current"])
        self.assertTrue(self.company.bookstore_member_account_id.code.startswith("4197"))

    def test_it_is_on_the_wallet_when_it_is_paid(self):
        one = self._call()
        self.assertBalance(0)
        self.assertEqual((one.state, one.to_pay, self.member.unpaid), ("to_pay", 20, 20))
        self._pay(one)
        self.assertBalance(20)
        self.assertEqual((one.state, one.to_pay, self.member.unpaid), ("paid", 0, 0))
        self.assertAccountRight()

    def test_a_part_that_is_paid_counts_for_itself(self):
        one = self._call()
        self._pay(one, 12)
        self.assertBalance(12)
        self.assertEqual((one.state, one.to_pay), ("partial", 8))
        self.assertEqual(self.assertAccountRight().unpaid, 8)
        self._pay(one)
        self.assertBalance(20)

    def test_a_payment_undone_is_taken_back(self):
        one = self._call()
        payment = self._pay(one)
        payment.action_draft()
        self.assertBalance(0)
        self.assertEqual(one.state, "to_pay")
        payment.action_post()
        self.assertBalance(20)
        self.assertAccountRight()

    def test_a_payment_with_an_entry_of_its_own(self):
        account = self.env["account.account"].create(
            {
                "name": "Payments on their way",
                "code": "5112",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": self.company.ids,
            }
        )
        self.bank.inbound_payment_method_line_ids.payment_account_id = account
        one = self._call()
        payment = self._pay(one)
        self.assertTrue(payment.move_id)
        self.assertBalance(20)
        one.move_id.line_ids.remove_move_reconcile()
        self.assertBalance(0)
        self.assertAccountRight()

    def test_a_credit_note_takes_back_what_it_says(self):
        first, second = self._call(months=2)
        self._pay(first | second)
        self.assertBalance(40)
        self._reverse(first.move_id, 8)
        self.assertBalance(32)
        self._reverse(second.move_id)
        self.assertBalance(12)
        self.assertEqual((first.state, second.state), ("paid", "taken_back"))
        self.assertAccountRight()

    def test_a_credit_note_of_what_was_not_paid(self):
        one = self._call()
        self._reverse(one.move_id)
        self.assertBalance(0)
        self.assertEqual((one.state, one.to_pay), ("taken_back", 0))
        self.assertAccountRight()

    def test_taken_back_after_it_was_spent_the_member_owes_it(self):
        one = self._call()
        payment = self._pay(one)
        self._invoice(self._order(copies=1))
        self.assertBalance(9.45)
        payment.action_draft()
        self.assertBalance(-10.55)
        self.assertAccountRight()
        self._pay(self._call())
        self.assertBalance(9.45)

    # -- the monthly run ------------------------------------------------------------------------

    def _due(self, months):
        """The member whose last run was so many months ago."""
        today = fields.Date.context_today(self.member)
        self.member.next_date = today - relativedelta(months=months)
        self.member.day = self.member.next_date.day if self.member.next_date.day < 29 else 28
        self.member.next_date = (today - relativedelta(months=months)).replace(day=self.member.day)
        return self._as(self.manager, self.env["bookstore.member.run"]).create(
            {"company_id": self.company.id}
        )

    def test_the_run_calls_what_days_without_a_run_left(self):
        run = self._due(2)
        self.assertEqual(run.member_ids, self.member)
        self.assertEqual((run.count, run.total), (3, 60))
        run.action_run()
        months = self.member.contribution_ids.mapped("month")
        self.assertEqual(len(months), 3)
        self.assertEqual(len(set(months)), 3)
        self.assertGreater(self.member.next_date, fields.Date.context_today(self.member))

    def test_who_joined_years_ago_is_called_from_today_on(self):
        today = fields.Date.context_today(self.member)
        members = self._as(self.bookseller, self.env["bookstore.member"])
        vals = {"partner_id": self.maxime.id, "amount": 20, "day": 5, "company_id": self.company.id}
        joined = members.create(vals | {"date_start": today - relativedelta(years=7)})
        self.assertEqual(joined.next_date, find_first_due(today, 5))
        with self.assertRaisesRegex(ValidationError, "no more than a year ago"):
            joined.copy({"partner_id": self.customer.id, "next_date": joined.date_start})
        later = today + relativedelta(months=2)
        joined.date_start = later
        self.assertEqual(joined.next_date, find_first_due(later, 5))

    def test_months_that_are_over_are_typed_a_year_back_at_most(self):
        today = fields.Date.context_today(self.member)
        member = self._as(self.bookseller, self.member)
        member.date_start = today - relativedelta(years=20)
        with self.assertRaisesRegex(ValidationError, "no more than a year ago"):
            member.next_date = today - relativedelta(months=13)
        member.next_date = (today - relativedelta(months=3)).replace(day=5)
        self.assertEqual(member.due_count, 4 if today.day >= 5 else 3)
        member.date_start = today
        with self.assertRaisesRegex(ValidationError, "after the person joined"):
            member.next_date = today.replace(day=1) - timedelta(days=1)

    def test_a_second_run_is_told_that_nothing_is_left(self):
        run, late = self._due(0), self._due(0)
        run.action_run()
        with self.assertRaisesRegex(UserError, "Nothing is left to call"):
            late.action_run()
        self.assertEqual(len(self.member.contribution_ids), 1)

    def test_a_month_is_never_there_twice(self):
        one = self._call()
        twin = self.env["account.move"].create(self.member._prepare_contribution_vals(one.month))
        with self._refused("month_unique"):
            one.create({"member_id": self.member.id, "month": one.month, "move_id": twin.id})
            self.env.flush_all()

    def test_the_night_goes_on_when_one_member_cannot_be_called(self):
        other = self._join(self.maxime)
        yesterday = fields.Date.context_today(self.member) - timedelta(days=1)
        (self.member | other).next_date = yesterday
        self.louise.active = False
        self.company.bookstore_member_mail = False
        with self.enter_registry_test_mode():
            self.env.ref("bookstore_member.ir_cron_run").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(other.contribution_ids), 1)

    def test_nobody_is_called_while_paused_nor_for_the_pause(self):
        self._due(3)
        member = self._as(self.bookseller, self.member)
        member.action_pause()
        run = self._as(self.manager, self.env["bookstore.member.run"]).create(
            {"company_id": self.company.id}
        )
        self.assertFalse(run.member_ids)
        member.action_resume()
        self.assertGreaterEqual(self.member.next_date, fields.Date.context_today(self.member))

    def test_the_day_of_the_month_changes_for_the_next_one(self):
        self._call()
        following = self.start + relativedelta(months=1)
        self.assertEqual(self.member.next_date, following)
        self.member.day = 12
        self.assertEqual(self.member.next_date, following.replace(day=12))

    # -- the discount ---------------------------------------------------------------------------

    def test_the_discount_is_lawful_and_ends_with_the_membership(self):
        with self._refused("discount_lawful"):
            self._join(self.maxime, discount=6)
        self.member.discount = 5
        partner = self.louise.with_company(self.company)
        price_list = partner.specific_property_product_pricelist
        self.assertEqual(price_list.item_ids.percent_price, 5)
        self.assertIn(price_list, self.till.available_pricelist_ids)
        self.title.bookstore_is_title = True
        other = self._join(self.maxime, discount=5)
        self.assertEqual(other.price_list_id, price_list)
        order = self._order(spend=False, confirm=False)
        self.assertAlmostEqual(order.amount_total, 10.03, 2)
        self._as(self.bookseller, self.member).action_pause()
        self.assertFalse(partner.specific_property_product_pricelist)
        self.assertAlmostEqual(self._order(spend=False, confirm=False).amount_total, 10.55, 2)

    def test_five_percent_is_rounded_up_and_on_books_alone(self):
        self.title.bookstore_is_title = True
        price_list = self.company._bookstore_member_get_price_list(5)
        for price in (10.55, 20, 8.99, 0.99, 35.9, 199.99, 1234.57):
            self.title.list_price = price
            found = price_list._get_product_price(self.title, 1)
            self.assertGreaterEqual(round(found * 100), price * 95 - 1e-6, price)
            self.assertLess(found, price * 0.95 + 0.01, price)
            self.assertAlmostEqual(found, round(found, 2), 6)
        pen = self.env["product.product"].create({"name": "A pen", "list_price": 10})
        self.assertEqual(price_list._get_product_price(pen, 1), 10)

    def test_the_list_before_comes_back(self):
        partner = self.louise.with_company(self.company)
        schools = self.public_prices.copy({"name": "Schools"})
        partner.specific_property_product_pricelist = schools
        self.member.discount = 5
        self.member.discount = 3
        price_list = partner.specific_property_product_pricelist
        self.assertEqual(price_list.bookstore_member_discount, 3)
        self.assertEqual(self.member.former_price_list_id, schools)
        member = self._as(self.bookseller, self.member)
        member.action_pause()
        self.assertEqual(partner.specific_property_product_pricelist, schools)
        member.action_resume()
        self.assertEqual(partner.specific_property_product_pricelist, price_list)
        self.member.discount = 0
        self.assertEqual(partner.specific_property_product_pricelist, schools)

    def test_a_list_without_lines_is_not_the_discount(self):
        self.title.bookstore_is_title = True
        self.member.discount = 5
        emptied = self.member.price_list_id
        emptied.item_ids.unlink()
        price_list = self._join(self.maxime, discount=5).price_list_id
        self.assertNotEqual(price_list, emptied)
        self.assertEqual(price_list._get_product_price(self.title, 1), 10.03)

    def test_a_module_taken_out_leaves_no_discount(self):
        louise, maxime = (self.louise | self.maxime).with_company(self.company)
        schools = self.public_prices.copy({"name": "Schools"})
        self.title.bookstore_is_title = True
        louise.specific_property_product_pricelist = schools
        self.member.discount = 5
        price_list = self._join(self.maxime, discount=5).price_list_id
        self.assertEqual(louise.property_product_pricelist, price_list)
        self.assertEqual(price_list._get_product_price(self.title, 1), 10.03)
        uninstall_hook(self.env)
        self.assertEqual(louise.property_product_pricelist, schools)
        self.assertFalse(maxime.specific_property_product_pricelist)
        self.assertNotEqual(maxime.property_product_pricelist, price_list)
        self.assertFalse(price_list.active)
        self.assertFalse(price_list.item_ids)
        self.assertEqual(price_list._get_product_price(self.title, 1), 10.55)
        self.assertNotIn(price_list, self.till.available_pricelist_ids)

    def test_tills_of_other_trades_do_not_know_it(self):
        workshop = self.env["stock.warehouse"].create(
            {"name": "Workshop", "code": "WKS", "company_id": self.company.id}
        )
        other = self.till.copy({"name": "Workshop", "picking_type_id": workshop.pos_type_id.id})
        self.member.discount = 5
        self.assertIn(self.member.price_list_id, self.till.available_pricelist_ids)
        self.assertNotIn(self.member.price_list_id, other.available_pricelist_ids)

    # -- corrected ------------------------------------------------------------------------------

    def _correct(self, one, amount):
        """*Reverse and Create Invoice*: by accounting, at another amount."""
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=one.move_id.ids)
            .create({"journal_id": one.move_id.journal_id.id})
        )
        move = self.env["account.move"].browse(wizard.modify_moves()["res_id"])
        move.invoice_line_ids.price_unit = amount
        return move

    def test_a_contribution_corrected_is_that_of_the_new_invoice(self):
        one = self._call()
        move = self._correct(one, 15)
        self.assertEqual((one.move_id, one.state, one.called), (move, "to_pay", 0))
        move.action_post()
        self.assertEqual((one.state, one.to_pay, self.member.unpaid), ("to_pay", 15, 15))
        self._pay(one)
        self.assertBalance(15)
        self.assertAccountRight()

    def test_a_payment_goes_with_the_correction(self):
        one = self._call()
        payment = self._pay(one)
        self.assertTrue(payment.move_id)
        move = self._correct(one, 25)
        self.assertBalance(0)
        move.action_post()
        self.assertBalance(20)
        self.assertEqual((one.state, one.to_pay, payment.invoice_ids), ("partial", 5, move))
        self.assertAccountRight()
        self._pay(one)
        self.assertBalance(25)

    def test_a_payment_without_an_entry_goes_with_the_correction(self):
        one = self._call()
        payment = self._pay(one)
        payment.action_draft()
        payment.outstanding_account_id = False
        payment.move_id.unlink()
        payment.action_post()
        self.assertFalse(payment.move_id)
        self.assertBalance(20)
        move = self._correct(one, 20)
        self.assertBalance(0)
        move.action_post()
        self.assertBalance(20)
        self.assertEqual((one.state, payment.invoice_ids), ("paid", move))
        self.assertAccountRight()

    # -- the end --------------------------------------------------------------------------------

    def _end(self, choice=False, user=None):
        wizards = self._as(user or self.manager, self.env["bookstore.member.end"])
        wizard = wizards.create({"member_id": self.member.id, "choice": choice})
        return wizard.action_end()

    def test_the_rest_is_asked_and_never_guessed(self):
        self._pay(self._call())
        with self.assertRaisesRegex(UserError, "Choose what becomes"):
            self._end()
        with self.assertRaisesRegex(UserError, "Say whether"):
            self._as(self.manager, self.member)._fire("end")
        self.assertEqual(self.member.state, "active")

    def test_paid_back_the_wallet_is_empty_at_once(self):
        self._pay(self._call())
        self._end("paid_back")
        self.assertBalance(0)
        back = self.member.contribution_ids.filtered(lambda one: one.kind == "payback")
        self.assertEqual((back.move_id.move_type, back.move_id.amount_residual), ("out_refund", 20))
        self.assertEqual((self.member.state, self.member.end_choice), ("ended", "paid_back"))
        self.assertAccountRight()

    def test_kept_it_goes_on_paying_and_may_be_paid_back_later(self):
        self._pay(self._call())
        self._end("kept")
        self._invoice(self._order(copies=1))
        self.assertBalance(9.45)
        self._as(self.manager, self.member).action_pay_back()
        self.assertBalance(0)
        self.assertAccountRight()

    def test_an_empty_wallet_ends_without_a_question_and_somebody_comes_back(self):
        self._end()
        self.assertEqual(self.member.state, "ended")
        self._as(self.manager, self.member).action_return()
        self.assertEqual((self.member.state, self.member.date_end), ("active", False))
        with self._refused("partner_unique"):
            self._join(self.louise)
