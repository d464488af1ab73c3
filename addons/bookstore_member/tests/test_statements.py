from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import format_date, mute_logger

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestStatements(MemberCommon):
    """One statement a member and month, sent once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.member)
        cls._pay(cls._call(months=2))
        first, second = cls.member.history_ids.sorted("id")
        third = cls.start + relativedelta(months=2)
        first.bookstore_date, second.bookstore_date = cls.start, third
        cls.months = [(cls.start + relativedelta(months=n)).replace(day=1) for n in range(3)]
        cls.member._draw_up_statements()

    def _figures(self):
        return {
            one.month: (one.opening, one.credited, one.spent, one.closing)
            for one in self.member.statement_ids
        }

    def test_each_month_begins_with_what_the_last_one_left(self):
        figures = self._figures()
        found = [figures[month] for month in self.months]
        self.assertEqual(found, [(0, 20, 0, 20), (20, 0, 0, 20), (20, 20, 0, 40)])
        self.assertNotIn(self.today.replace(day=1), figures)

    def test_drawn_up_again_nothing_is_there_twice(self):
        before = self.member.statement_ids
        self.member._draw_up_statements()
        self.assertEqual(self.member.statement_ids, before)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "month_unique"),
            self.env.cr.savepoint(),
        ):
            before[0].copy()

    def test_it_is_sent_once_with_its_paper(self):
        statement = self.member.statement_ids.sorted("month")[0]
        self._as(self.bookseller, statement).action_send()
        mail = self.env["mail.mail"].search(
            [("model", "=", statement._name), ("res_id", "=", statement.id)]
        )
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids | mail.partner_ids, self.louise)
        self.assertEqual(len(mail.attachment_ids), 1)
        self.assertTrue(statement.sent_on)
        with self.assertRaisesRegex(UserError, "not sent twice"):
            self._as(self.bookseller, statement).action_send()
        statement._send()
        self.assertEqual(
            self.env["mail.mail"].search_count(
                [("model", "=", statement._name), ("res_id", "=", statement.id)]
            ),
            1,
        )

    def test_without_an_address_a_person_is_told(self):
        self.louise.email = False
        statement = self.member.statement_ids[:1]
        with self.assertRaisesRegex(UserError, "no mail address"):
            statement.action_send()
        self.assertNotIn(statement, statement._find_to_send())

    def test_mails_switched_on_send_the_month_that_is_over_alone(self):
        own = [("company_id", "=", self.company.id)]
        self.company.bookstore_member_mail = False
        statements = self.member.statement_ids
        self.assertGreater(len(statements), 3)
        self.assertFalse(statements._find_to_send().filtered_domain(own))
        self.company.bookstore_member_mail = True
        found = statements._find_to_send().filtered_domain(own)
        last = self.today - relativedelta(months=1, day=1)
        self.assertEqual(found.mapped("month"), [last])

    def test_the_paper_tells_each_movement(self):
        statement = self.member.statement_ids.filtered(lambda one: one.month == self.months[2])
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("bookstore_member.report_statement", statement.ids)[0]
        text = html.decode()
        label = format_date(self.env, self.months[1], date_format="MMMM y")
        self.assertIn(f"Contribution of {label}", text)
        self.assertIn("40.00", text)
