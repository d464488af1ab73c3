from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import TechnicalCommon


@tagged("post_install", "-at_install")
class TestQuotePortal(TechnicalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls._create_need((cls.torque, "ge", "5 Nm"))
        cls.quote = cls._create_sent_quote(cls.strong, cls.need)
        cls.url = cls.quote.get_portal_url()

    def _open(self, url):
        return self.url_open(url).text

    def test_the_customer_sees_the_compliance_table(self):
        page = self._open(self.url)
        self.assertIn("o_compliance_table", page)
        self.assertIn("9 N·m", page)

    def test_who_looked_and_how_often_is_remembered(self):
        self._open(self.url)
        self._open(self.url)
        self.quote.invalidate_recordset()
        view = self.quote.tech_view_ids
        self.assertEqual((view.partner_id, view.count, view.channel), (self.partner, 2, "page"))
        self.assertTrue(self.quote.tech_last_viewed)

    def test_our_own_people_do_not_count(self):
        self.authenticate("admin", "admin")
        self._open(self.url)
        self.assertFalse(self.quote.tech_view_ids)

    def test_without_the_token_nothing_is_shown_nor_counted(self):
        page = self._open(f"/my/orders/{self.quote.id}?access_token=wrong")
        self.assertNotIn("9 N·m", page)
        self.assertFalse(self.quote.tech_view_ids)

    def test_another_customer_sees_nothing(self):
        new_test_user(self.env, "tech_other_customer", "base.group_portal")
        self.authenticate("tech_other_customer", "tech_other_customer")
        self.assertNotIn("9 N·m", self._open(f"/my/orders/{self.quote.id}"))

    def test_the_old_link_leads_to_the_current_version_once_it_was_sent(self):
        second = self.env["sale.order"].browse(self.quote.action_tech_revise()["res_id"])
        page = self._open(self.url)
        self.assertIn("superseded", page)
        self.assertNotIn(f"/my/orders/{second.id}", page)
        second.action_quotation_sent()
        self.assertIn(f"/my/orders/{second.id}", self._open(self.url))

    def test_a_quote_changed_beyond_the_limits_shows_what_was_sent_and_no_form(self):
        self.env.company.tech_discount_limit = 15
        self.quote.order_line.discount = 60
        for url in (self.url, f"{self.url}&payment_amount=15", f"{self.url}&report_type=pdf"):
            page = self._open(url)
            self.assertIn("o_sent_version", page)
            self.assertIn("900", page)
            self.assertNotIn("360", page)
            self.assertNotIn("o_payment_form", page)
        self.quote.order_line.discount = 0
        self.assertNotIn("o_sent_version", self._open(self.url))

    def test_a_quote_held_back_is_neither_paid_nor_downloaded_by_an_old_form(self):
        self.env.company.tech_discount_limit = 15
        self.quote.order_line.discount = 60
        self.env.flush_all()
        file = f"/my/orders/{self.quote.id}/download_edi?access_token={self.quote.access_token}"
        self.assertIn("o_sent_version", self._open(file))
        url = f"{self.base_url()}/my/orders/{self.quote.id}/transaction"
        for token, words in ((self.quote.access_token, "being changed"), ("wrong", "token")):
            call = {"jsonrpc": "2.0", "method": "call", "params": {"access_token": token}}
            with self.subTest(token=words), mute_logger("odoo.http"):
                answer = self.opener.post(url, json=call).json()
                self.assertIn(words, answer["error"]["data"]["message"])
        self.assertFalse(self.quote.transaction_ids)

    def test_a_customer_reads_the_total_that_was_sent_in_lists_and_through_the_api(self):
        login = "tech_customer"
        user = new_test_user(self.env, login, "base.group_portal", partner_id=self.partner.id)
        self.env.company.tech_discount_limit = 15
        total = self.quote.amount_total
        self.quote.order_line.discount = 60
        self.env.flush_all()
        self.authenticate(login, login)
        row = self._open("/my/quotes").split(self.quote.name)[1].split("</tr>")[0]
        self.assertIn(f"{total:,.2f}", row)
        self.assertNotIn(f"{self.quote.amount_total:,.2f}", row)
        self.assertIn("o_sent_version", self._open(f"/my/orders/{self.quote.id}"))
        mine = self.quote.with_user(user)
        for read in (
            lambda: mine.read(["amount_total"]),
            lambda: mine.order_line.read(["price_unit", "discount"]),
        ):
            with self.assertRaises(AccessError):
                mine.invalidate_recordset()
                read()
        self.assertFalse(mine.search([("amount_total", "<", total), ("id", "=", mine.id)]))
        self.assertFalse(
            mine.formatted_read_group([("id", "=", mine.id)], ["id"], ["amount_total:sum"])
        )
        self.quote.order_line.discount = 0
        self.env.flush_all()
        self.assertEqual(mine.read(["amount_total"])[0]["amount_total"], total)

    def _decline(self, before=None, **values):
        """Open the page, let ``before`` happen, press Reject."""
        self.authenticate(None, None)
        page = self._open(self.url)
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        if before:
            before()
        url = f"/my/orders/{self.quote.id}/decline?access_token={self.quote.access_token}"
        return self.url_open(url, data={"csrf_token": token, **values})

    def test_a_customer_declines_with_a_reason(self):
        reason = self.env.ref("crm_technical.reject_reason_delay")
        self._decline(decline_message="Too late for us", reason_id=reason.id)
        self.assertEqual(self.quote.tech_quote_state, "rejected")
        self.assertEqual(self.quote.tech_reject_reason_id, reason)
        self.assertEqual(self.quote.tech_reject_note, "Too late for us")

    def test_an_invented_reason_counts_as_declined_online(self):
        hidden = self.env.ref("crm_technical.reject_reason_silence")
        self._decline(decline_message="No", reason_id=str(hidden.id))
        self.assertEqual(
            self.quote.tech_reject_reason_id, self.env.ref("crm_technical.reject_reason_online")
        )

    def test_a_superseded_quote_cannot_be_declined_any_more(self):
        self._decline(self.quote.action_tech_revise, decline_message="No")
        self.assertFalse(self.quote.tech_is_declined)
        self.assertEqual(self.quote.tech_quote_state, "superseded")
