from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import TechnicalCommon


@tagged("post_install", "-at_install")
class TestTechnicalSecurity(TechnicalCommon):
    def test_a_salesperson_works_on_own_needs_and_templates(self):
        need = self._create_need((self.torque, "ge", "5"))
        template = self._create_need(is_template=True, user_id=self.manager.id, lead_id=False)
        mine = self.env["tech.requirement"].with_user(self.seller)
        self.assertIn(need, mine.search([]))
        self.assertIn(template, mine.search([]))
        theirs = self.env["tech.requirement"].with_user(self.rival)
        self.assertNotIn(need, theirs.search([]))
        with self.assertRaises(AccessError):
            need.with_user(self.rival).action_match()

    def test_a_salesperson_does_the_whole_way_with_own_rights(self):
        need = self._create_need((self.torque, "ge", "5")).with_user(self.seller)
        need.action_match()
        quote = (
            self.env["sale.order"]
            .with_user(self.seller)
            .browse(need.action_create_quote()["res_id"])
        )
        quote.action_quotation_sent()
        self.assertTrue(quote.order_line.tech_spec_snapshot)
        second = quote.browse(quote.action_tech_revise()["res_id"])
        second.action_quotation_sent()
        second.action_confirm()
        self.assertEqual(second.tech_quote_state, "accepted")

    def test_a_portal_customer_reaches_none_of_the_models(self):
        customer = new_test_user(self.env, "tech_portal", "base.group_portal")
        for model in (
            "tech.requirement",
            "tech.requirement.line",
            "tech.requirement.candidate",
            "tech.call",
            "tech.compliance",
            "tech.quote.view",
            "tech.installed",
            "tech.reject.reason",
            "tech.quote.report",
            "tech.compliance.report",
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(customer).search([])

    def test_a_customer_reads_no_margin_and_no_need_through_the_api(self):
        need = self._create_need((self.torque, "ge", "5"))
        quote = self._create_sent_quote(self.strong, need)
        customer = new_test_user(self.env, "tech_buyer", "base.group_portal")
        customer.partner_id.parent_id = self.partner
        quote.message_subscribe(customer.partner_id.ids)
        seen = quote.with_user(customer)
        offered = self._get_offered(seen)
        self.assertEqual(seen.read(offered)[0]["tech_quote_state"], "awaiting")
        for name in (
            "tech_limit_text",
            "tech_approval_state",
            "tech_view_ids",
            "tech_price_trace_html",
        ):
            with self.subTest(name=name):
                self.assertNotIn(name, offered)
                with self.assertRaises(AccessError):
                    seen.read([name])
        self.assertFalse(self._get_offered(seen.order_line))

    def _get_offered(self, records):
        """Return the fields of this add-on that the user may read."""
        return [name for name in records.fields_get() if name.startswith("tech_")]

    def test_a_colleague_outside_sales_is_not_offered_the_sales_of_a_partner(self):
        clerk = new_test_user(self.env, "tech_clerk", "base.group_user")
        self.assertFalse(self._get_offered(self.partner.with_user(clerk)))

    def test_a_salesperson_sees_criteria_proposals_and_views_of_own_documents_only(self):
        need = self._create_need((self.torque, "ge", "5"))
        need.action_match()
        quote = self._create_sent_quote(self.strong, need)
        quote._tech_log_view(self.partner, "page")
        for records in (need.line_ids, need.candidate_ids, quote.tech_view_ids):
            with self.subTest(model=records._name):
                search = [("id", "in", records.ids)]
                self.assertTrue(records.with_user(self.seller).search(search))
                self.assertFalse(records.with_user(self.rival).search(search))

    def test_view_counts_are_written_by_code_only(self):
        quote = self._create_sent_quote()
        quote._tech_log_view(self.partner, "page")
        with self.assertRaises(AccessError):
            quote.tech_view_ids.with_user(self.manager).count = 99

    def test_an_invoice_keeps_its_specifications_from_everyone(self):
        self.strong.invoice_policy = "order"
        order = self._create_sent_quote(self.strong)
        order.action_confirm()
        line = order._create_invoices().invoice_line_ids.filtered("product_id")
        with self.assertRaises(AccessError):
            line.with_user(self.env.ref("base.user_admin")).tech_spec_snapshot = {"values": []}

    def test_another_company_is_another_world(self):
        other = self.env["res.company"].create({"name": "Other"})
        need = self._create_need(company_id=other.id, lead_id=False)
        self.assertNotIn(need, need.with_user(self.manager).search([]))
