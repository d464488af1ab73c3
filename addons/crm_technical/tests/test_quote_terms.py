from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TechnicalCommon


@tagged("post_install", "-at_install")
class TestQuoteTerms(TechnicalCommon):
    """More time to pay than the customer's own terms give waits for an approver."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write(
            {"tech_discount_limit": 0, "tech_margin_limit": 0, "tech_term_limit": True}
        )
        cls.month, cls.two_months = cls._term(30), cls._term(60)
        cls.partner.property_payment_term_id = cls.month
        cls.quote = cls._create_quote(cls.strong).with_user(cls.seller)

    @classmethod
    def _term(cls, *days, **vals):
        share = 100 / len(days)
        lines = [Command.create({"value_amount": share, "nb_days": day}) for day in days]
        name = f"{days} {vals}"
        return cls.env["account.payment.term"].create({"name": name, "line_ids": lines, **vals})

    def _get_state(self, term):
        self.quote.payment_term_id = term
        return self.quote.tech_approval_state

    def test_what_is_more_than_the_customers_own(self):
        self.assertEqual(self.quote.payment_term_id, self.month)
        self.assertEqual(self.quote.tech_approval_state, "none")
        early = {"early_discount": True, "discount_percentage": 2, "discount_days": 8}
        given = (
            (self._term(15), "none"),
            (self._term(0, 30), "none"),
            (self.env["account.payment.term"], "none"),
            (self.two_months, "needed"),
            (self._term(0, 60), "needed"),
            (self._term(30, **early), "needed"),
        )
        for term, state in given:
            with self.subTest(term=term.name):
                self.assertEqual(self._get_state(term), state)
        self.partner.property_payment_term_id = False
        self.assertEqual(self._get_state(self.month), "needed", "he pays at once")
        self.env.company.tech_term_limit = False
        self.quote.invalidate_recordset()
        self.assertEqual(self.quote.tech_approval_state, "none")

    def test_it_leaves_when_these_terms_are_approved(self):
        self.quote.payment_term_id = self.two_months
        self.assertIn(self.two_months.name, self.quote.tech_limit_text)
        with self.assertRaisesRegex(UserError, "beyond the limits"):
            self.quote.action_quotation_sent()
        self.quote.action_tech_request_approval()
        self.quote.with_user(self.manager).action_tech_approve()
        self.quote.invalidate_recordset()
        self.assertEqual(self.quote.tech_approval_state, "approved")
        self.assertEqual(self._get_state(self._term(90)), "needed", "others were approved")
        self.assertEqual(self._get_state(self.two_months), "approved")
        self.quote.action_quotation_sent()
        self.quote.action_confirm()
        with self.assertRaisesRegex(UserError, "confirmed"):
            self.quote.payment_term_id = self._term(90)

    def test_what_was_sent_before_terms_were_limited_holds(self):
        self.env.company.tech_term_limit = False
        self.quote.payment_term_id = self.two_months
        self.quote.action_quotation_sent()
        self.env.company.tech_term_limit = True
        self.quote.invalidate_recordset()
        self.assertEqual(self.quote.tech_approval_state, "approved")
        self.assertEqual(self._get_state(self._term(90)), "needed")

    def test_a_sellers_customer_gets_no_other_terms_from_him(self):
        seller = self.partner.with_user(self.seller)
        with self.assertRaises(AccessError):
            seller.property_payment_term_id = self.two_months
        with self.assertRaises(AccessError):
            seller.create({"name": "New", "property_payment_term_id": self.two_months.id})
        self.env["ir.default"].set("res.partner", "property_payment_term_id", self.month.id)
        usual = seller.create({"name": "As all", "property_payment_term_id": self.month.id})
        self.assertEqual(usual.property_payment_term_id, self.month, "a form sends the usual ones")
        seller.property_payment_term_id = self.month
        contact = seller.create({"name": "His buyer", "parent_id": self.partner.id})
        self.assertEqual(contact.property_payment_term_id, self.month)
        self.partner.with_user(self.manager).property_payment_term_id = self.two_months
        self.assertEqual(contact.property_payment_term_id, self.two_months)
