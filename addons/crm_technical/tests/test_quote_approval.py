from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TechnicalCommon


@tagged("post_install", "-at_install")
class TestQuoteApproval(TechnicalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"tech_discount_limit": 10, "tech_margin_limit": 20})
        cls.quote = cls._create_quote(cls.strong).with_user(cls.seller)

    def test_within_the_limits_nobody_is_asked(self):
        self.quote.order_line.discount = 10
        self.assertEqual(self.quote.tech_approval_state, "none")
        self.quote.action_quotation_sent()
        self.assertEqual(self.quote.state, "sent")

    def test_beyond_the_limits_a_quote_neither_leaves_nor_is_confirmed(self):
        self.quote.order_line.discount = 30
        self.assertIn("Discount", self.quote.tech_limit_text)
        self.assertIn("Margin", self.quote.tech_limit_text)
        for action in ("action_quotation_send", "action_quotation_sent", "action_confirm"):
            with (
                self.subTest(action=action),
                self.assertRaisesRegex(UserError, "beyond the limits"),
            ):
                getattr(self.quote, action)()
        with self.assertRaisesRegex(UserError, "beyond the limits"):
            self.quote.write({"state": "sent"})

    def test_the_limits_are_written_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.company.tech_discount_limit = 12.5
        self.quote.order_line.discount = 25.5
        text = self.quote.with_context(lang="fr_FR")._tech_get_limit_breaches()[0]
        self.assertIn("12,5 %", text)
        self.assertNotIn(".", text)

    def test_a_draft_beyond_the_limits_cannot_be_signed_through_its_link(self):
        self.assertTrue(self.quote.sudo()._has_to_be_signed())
        self.quote.order_line.discount = 30
        self.assertFalse(self.quote.sudo()._has_to_be_signed())

    def test_an_approved_quote_leaves(self):
        self.quote.order_line.discount = 30
        self.quote.action_tech_request_approval()
        self.assertEqual(self.quote.tech_approval_state, "requested")
        self.assertIn(self.manager, self.quote.sudo().activity_ids.user_id)
        self.quote.with_user(self.manager).action_tech_approve()
        self.quote.invalidate_recordset()
        self.assertEqual(self.quote.tech_approval_state, "approved")
        self.assertEqual(self.quote.tech_approved_by_id, self.manager)
        self.quote.action_quotation_sent()
        self.assertEqual(self.quote.state, "sent")

    def test_a_lower_price_is_a_discount_too(self):
        self.quote.order_line.price_unit = 700
        self.assertIn("Discount of 22.22", self.quote.tech_limit_text)

    def test_a_sent_quote_changed_beyond_the_limits_cannot_be_signed(self):
        self.quote.action_quotation_sent()
        self.assertTrue(self.quote.sudo()._has_to_be_signed())
        self.quote.order_line.discount = 30
        self.assertFalse(self.quote.sudo()._has_to_be_signed())
        self.quote.with_user(self.manager).action_tech_approve()
        self.assertTrue(self.quote.sudo()._has_to_be_signed())

    def test_prices_that_were_sent_hold_when_costs_or_limits_change(self):
        self.quote.action_quotation_sent()
        self.env.company.tech_margin_limit = 60
        self.assertEqual(self.quote.tech_approval_state, "approved")
        self.quote.action_confirm()
        self.assertEqual(self.quote.state, "sale")

    def test_the_order_of_the_lines_needs_no_new_approval(self):
        self.quote.order_line = [(0, 0, {"product_id": self.light.product_variant_id.id})]
        self.quote.order_line.discount = 30
        self.quote.with_user(self.manager).action_tech_approve()
        self.quote.order_line[0].sequence = 99
        self.quote.invalidate_recordset()
        self.assertEqual(self.quote.tech_approval_state, "approved")

    def test_another_price_asks_again(self):
        self.quote.order_line.discount = 30
        self.quote.with_user(self.manager).action_tech_approve()
        self.quote.order_line.discount = 35
        self.assertEqual(self.quote.tech_approval_state, "needed")
        with self.assertRaises(UserError):
            self.quote.action_quotation_sent()

    def test_a_seller_cannot_approve_nor_forge_an_approval(self):
        self.quote.order_line.discount = 30
        with self.assertRaises(AccessError):
            self.quote.action_tech_approve()
        with self.assertRaises(AccessError):
            self.quote.tech_approval_key = self.quote._tech_get_price_fingerprint()
        with self.assertRaises(AccessError):
            self.env["sale.order"].with_user(self.seller).create(
                {"partner_id": self.partner.id, "tech_approval_key": "x"}
            )

    def test_without_limits_nothing_is_held_back(self):
        self.env.company.write({"tech_discount_limit": 0, "tech_margin_limit": 0})
        self.quote.order_line.discount = 90
        self.assertEqual(self.quote.tech_approval_state, "none")
