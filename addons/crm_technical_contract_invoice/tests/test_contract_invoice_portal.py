from odoo.tests import HttpCase, new_test_user, tagged

from .common import ContractInvoiceCommon


@tagged("post_install", "-at_install")
class TestContractInvoicePortal(ContractInvoiceCommon, HttpCase):
    """The customer sees the invoices of his contract on its page, and nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._start(cls.today, recurrence="month", amount=100)
        cls.invoice = cls.contract._invoicing_settle()
        cls.stranger = cls.env["res.partner"].create({"name": "Stranger", "is_company": True})
        for login, partner in (("contract_owner", cls.partner), ("contract_guest", cls.stranger)):
            new_test_user(cls.env, login, "base.group_portal", partner_id=partner.id)
        cls.url = f"/my/customer-contracts/{cls.contract.id}"

    def test_a_customer_sees_what_was_posted_and_opens_it(self):
        self.authenticate("contract_owner", "contract_owner")
        self.assertNotIn("o_contract_invoices", self.url_open(self.url).text, "drafts are ours")
        self.invoice.action_post()
        page = self.url_open(self.url).text
        self.assertIn(self.invoice.name, page)
        self.assertIn("120.00", page)
        opened = self.url_open(f"/my/invoices/{self.invoice.id}").text
        self.assertIn(self.invoice.name, opened)
        note = self.invoice._reverse_moves(cancel=True)
        page = self.url_open(self.url).text
        self.assertIn(note.name, page)

    def test_nobody_else_sees_it(self):
        self.invoice.action_post()
        other = self._start(self.today, partner_id=self.stranger.id, recurrence="month", amount=77)
        theirs = other._invoicing_settle()
        theirs.action_post()
        self.authenticate("contract_guest", "contract_guest")
        for url in (self.url, f"/my/invoices/{self.invoice.id}"):
            page = self.url_open(url).text
            self.assertNotIn(self.invoice.name, page, url)
            self.assertNotIn(self.contract.name, page, url)
        own = self.url_open(f"/my/customer-contracts/{other.id}").text
        self.assertIn(theirs.name, own)
        self.assertNotIn(self.invoice.name, own)
        self.authenticate("contract_owner", "contract_owner")
        page = self.url_open(self.url).text
        self.assertIn(self.invoice.name, page)
        self.assertNotIn(theirs.name, page)
