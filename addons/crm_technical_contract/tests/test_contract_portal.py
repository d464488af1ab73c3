from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ..core.terms import add_months
from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestContractPortal(ContractCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.context_today(cls.partner)
        document = cls.env["ir.attachment"].create({"name": "Plan.txt", "raw": b"The plan"})
        cls.contract = cls._start(
            today - timedelta(days=40),
            terms_text="<p>Parts not included</p>",
            note="<p>Difficult customer</p>",
            document_ids=[(6, 0, document.ids)],
        )
        cls.login = "contract_customer"
        cls.user = new_test_user(cls.env, cls.login, "base.group_portal", partner_id=cls.partner.id)
        cls.url = f"/my/customer-contracts/{cls.contract.id}"

    def _end(self, **values):
        page = self.url_open(self.url).text
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        return self.url_open(f"{self.url}/end", data={"csrf_token": token, **values})

    def test_a_customer_reads_his_contract_and_its_documents(self):
        self.authenticate(self.login, self.login)
        self.assertIn(self.contract.name, self.url_open("/my/customer-contracts").text)
        page = self.url_open(self.url).text
        self.assertIn("Parts not included", page)
        self.assertNotIn("Difficult customer", page)
        document = f"{self.url}/document/{self.contract.document_ids.id}"
        self.assertEqual(self.url_open(document).content, b"The plan")

    def test_a_customer_ends_it_on_his_page_once(self):
        self.authenticate(self.login, self.login)
        self._end()
        self.assertEqual(self.contract.state, "active", "not without the tick")
        self._end(confirmed="1")
        self.assertEqual((self.contract.state, self.contract.notice_by), ("notice", "customer"))
        self.assertEqual(self.contract.leaving_on, self.contract.date_end)
        self.assertIn("o_contract", self.url_open(self.url).text)
        told = self.contract.activity_ids.filtered(lambda one: "notice" in one.summary)
        self.assertEqual(told.user_id, self.seller)

    def test_a_consumer_who_was_not_told_leaves_today_and_reads_his_price_with_tax(self):
        tax = self.env["account.tax"].create({"name": "Full", "amount": 20, "type_tax_use": "sale"})
        self.env.company.account_sale_tax_id = tax
        today = fields.Date.context_today(self.partner)
        self.contract = self._start(add_months(today, -13), is_consumer=True)
        self.url = f"/my/customer-contracts/{self.contract.id}"
        self.authenticate(self.login, self.login)
        self.assertIn("1,440.00", self.url_open("/my/customer-contracts").text)
        page = self.url_open(self.url).text
        self.assertIn("o_contract_free", page)
        self.assertIn("1,440.00", page)
        self.assertNotIn("Last day for notice", page)
        self._end(confirmed="1")
        self.assertEqual(self.contract.leaving_on, today)
        self.assertIn("within 30 days", "".join(self.contract.message_ids.mapped("body")))
        told = self.contract.activity_ids.filtered(lambda one: "gave notice" in one.summary)
        self.assertIn("within 30 days", told.note)

    def test_who_is_bound_reads_his_last_day_and_his_price_without_tax(self):
        self.authenticate(self.login, self.login)
        page = self.url_open(self.url).text
        self.assertNotIn("o_contract_free", page)
        self.assertIn("Last day for notice", page)
        self.assertIn("Amount Without Tax", page)
        self._end(confirmed="1")
        said = "".join(self.contract.message_ids.mapped("body"))
        self.assertIn("received your notice", said)
        heard = self.contract.message_ids.filtered(lambda one: "received your notice" in one.body)
        self.assertEqual(heard.author_id, self.contract.user_id.partner_id)
        self.assertIn(self.contract.partner_id, heard.notified_partner_ids, "he is told by mail")
        self.assertNotIn("within 30 days", said)

    def test_nobody_else_sees_or_ends_it(self):
        new_test_user(self.env, "contract_other", "base.group_portal")
        self.authenticate("contract_other", "contract_other")
        self.assertNotIn("Maintenance", self.url_open(self.url).text)
        document = f"{self.url}/document/{self.contract.document_ids.id}"
        self.assertNotEqual(self.url_open(document).content, b"The plan")
        with self.assertRaises(AccessError):
            self.contract.with_user(self.user).read(["amount"])
        self.authenticate(None, None)
        self.assertIn("Maintenance", self.url_open(self.contract.get_portal_url()).text)
        self.assertNotIn("Maintenance", self.url_open(f"{self.url}?access_token=wrong").text)
