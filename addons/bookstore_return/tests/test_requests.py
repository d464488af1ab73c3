from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnRequests(ReturnCommon):
    """What may go back, who allows it, and what is credited."""

    def test_not_sold_for_a_year(self):
        self._buy(3)
        self._age(300)
        with self.assertRaises(UserError):
            self._search()
        self._age(400)
        self.owner_c.bookstore_return_latest = 0
        request = self._search()
        self.assertEqual(request.partner_id, self.owner_c)
        line = request.line_ids
        self.assertEqual((line.quantity, line.accepted, line.return_of), (3, 3, "firm"))
        self.assertAlmostEqual(line.amount, 3 * 7.0)
        self.assertIn("not sold since", line.reason)
        with self.assertRaises(UserError):
            self._search()  # it is asked already

    def test_only_what_the_terms_allow(self):
        self._buy(3)
        self._age(400)
        with self.assertRaises(UserError):
            self._search()
        self.assertEqual(self._search(is_allowed_only=False).copy_total, 3)

    def test_deposit_copies_at_the_end_of_their_stay(self):
        self.deposit_a.max_days = 90
        self._receive(self.owner_a, 2)
        self._age(100)
        self._receive(self.owner_a, 1)
        request = self._search(unsold_months=0)
        self.assertEqual((request.partner_id, request.copy_total), (self.owner_a, 2))
        self.assertEqual(request.line_ids.return_of, "deposit")
        self.assertAlmostEqual(request.amount, 0)

    def test_some_distributors_only_and_one_request_each(self):
        other = self._create_title("Notre-Dame de Paris")
        self._receive(self.owner_a, 1)
        self._receive(self.owner_b, 1, other)
        self._age(400)
        self._age(400, other)
        only = self._search(partner_ids=[(6, 0, self.owner_a.ids)])
        self.assertEqual(only.partner_id, self.owner_a)
        self.assertEqual(self._search().partner_id, self.owner_b)

    def test_asked_allowed_in_part_sent_and_credited(self):
        self.owner_c.bookstore_return_asked = True
        self._buy(3)
        request = self._request(3)
        action = request.action_ask()
        self.assertEqual(action["res_model"], "mail.compose.message")
        with self.assertRaises(UserError):
            request.action_allow()
        request.authorisation = "RA-1"
        request.line_ids.accepted = 2
        request.action_allow()
        parcel = self._as(
            self.bookseller, request.parcel_id.browse(request.action_make_parcel()["res_id"])
        )
        self.assertEqual((parcel.number, parcel.kind), ("RA-1", "return"))
        self.assertEqual(parcel.line_ids.quantity, 2)
        parcel.action_validate()
        self.assertOwn({self.firm: 1})
        self.assertAlmostEqual(parcel.credit_total, 14.0)
        self.assertEqual(request.credit_state, "awaited")
        parcel.credit_date = fields.Date.context_today(self.env.user) - timedelta(days=1)
        self.assertEqual(request.credit_state, "late")
        self.assertIn(parcel, self.env["bookstore.parcel"]._search_late_credits())
        self.assertEqual(parcel.action_bookstore_claim_credit()["target"], "new")
        parcel.action_bill()
        bill = parcel.sudo().bill_id
        bill.invoice_line_ids.price_unit = 9.0  # the distributor credits less
        bill.action_post()
        self.assertEqual((request.credit_state, request.credit_received), ("differs", 12.6))
        self.assertBooksRight()

    def test_states_follow_the_buttons_and_late_ones_are_refused(self):
        self._buy(2)
        request = self._request(2)
        with self.assertRaises(UserError):
            request.action_make_parcel()
        request.action_give_up()
        with self.assertRaises(UserError):
            request.action_allow()
        request.action_prepare_again()
        request.action_allow()
        request.valid_until = fields.Date.context_today(self.env.user) - timedelta(days=1)
        with self.assertRaises(UserError):
            request.action_make_parcel()
        request.valid_until = False
        first = request.action_make_parcel()
        self.assertEqual(request.action_make_parcel()["res_id"], first["res_id"])
        with self.assertRaises(UserError):
            request.action_give_up()

    def test_what_was_allowed_goes_in_another_parcel_when_one_is_undone_or_deleted(self):
        self._buy(2)
        self._age(400)
        self.owner_c.bookstore_return_latest = 0
        request = self._request(2)
        request.action_allow()
        for end in ("unlink", "action_undo"):
            with self.subTest(end=end):
                request.action_make_parcel()
                self.assertEqual(request.state, "sent")
                with self.assertRaises(UserError):
                    self._search()  # the copies wait in its parcel
                getattr(request.parcel_id, end)()
                self.assertEqual(request.state, "allowed")
        request.action_make_parcel()
        request.parcel_id.action_validate()
        self.assertEqual((request.state, request.parcel_id.state), ("sent", "done"))

    def test_a_request_sent_back_shows_its_parcel(self):
        self._buy(2)
        request = self._request(2)
        request.action_allow()
        request.action_make_parcel()
        parcel = request.parcel_id

        def ask(document):
            action = self._as(self.bookseller, document).action_ask_undo()
            return self._as(self.bookseller, self.env["bookstore.undo"]).browse(action["res_id"])

        self.assertFalse(ask(request).can_undo)
        self.assertEqual(ask(request).line_ids.mapped("res_id"), parcel.ids)
        parcel.action_validate()
        window = ask(parcel)
        self.assertIn(
            ("bookstore.return.request", request.id, False),
            [(line.res_model, line.res_id, line.is_blocking) for line in window.line_ids],
        )
        window.action_undo()
        self.assertEqual(request.state, "allowed")
        ask(request).action_undo()
        self.assertEqual(request.state, "cancelled")
        ask(request).action_undo()
        self.assertEqual(request.state, "draft")
        self.assertOwn({self.firm: 2})

    def test_no_more_is_allowed_than_was_asked(self):
        with Form(self._request(2)) as form, form.line_ids.edit(0) as line:
            line.quantity = 3
            self.assertEqual(line.accepted, 3)

    def test_the_search_takes_a_constant_number_of_queries(self):
        titles = [self._create_title(f"Title {number}") for number in range(30)]
        for title in titles:
            self._receive(self.owner_a, 1, title)
            self._age(400, title)
        search = self.env["bookstore.return.search"].create({"company_id": self.company.id})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            lines = search._find_lines()
        self.assertEqual(len(lines[self.owner_a.id]), 30)

    def test_the_list_is_printed(self):
        self._buy(2)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "bookstore_return.report_request", self._request(2).ids
        )
        self.assertIn(b"Les Contemplations", html)
        self.assertIn(b"____", html)
