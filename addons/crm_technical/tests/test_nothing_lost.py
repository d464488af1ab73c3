from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TechnicalCommon


@tagged("post_install", "-at_install")
class TestNothingLost(TechnicalCommon):
    def _log(self, user, **values):
        return self.env["tech.call"].create(
            {"name": "Call", "partner_id": self.partner.id, "user_id": user.id, **values}
        )

    def test_a_merge_joins_needs_calls_and_compliance(self):
        others = self.env["crm.lead"].create(
            [
                {"name": f"Gate {place}", "partner_id": self.partner.id, "type": "opportunity"}
                for place in range(2)
            ]
        )
        leads = self.lead | others
        needs = self.env["tech.requirement"]
        for lead in leads:
            needs |= self._create_need((self.torque, "ge", "5 Nm"), lead_id=lead.id)
        calls = self.env["tech.call"]
        for lead in leads:
            calls |= self._log(self.seller, lead_id=lead.id)
        quote = self._create_sent_quote(self.strong, needs[2])
        stays = leads.merge_opportunity()
        self.assertEqual(needs.exists(), needs)
        self.assertEqual(needs.lead_id, stays)
        self.assertEqual(calls.lead_id, stays)
        self.assertEqual(len(needs.line_ids), 3)
        self.assertTrue(quote.tech_compliance_ids.requirement_line_id)

    def test_a_deleted_opportunity_leaves_its_needs(self):
        need = self._create_need((self.torque, "ge", "5 Nm"))
        need.action_match()
        call = self._log(self.seller, lead_id=self.lead.id)
        quote = self._create_sent_quote(self.strong, need)
        self.lead.unlink()
        self.assertEqual(need.exists(), need)
        self.assertTrue(call.exists())
        self.assertEqual(quote.tech_compliance_ids.requirement_line_id, need.line_ids)
        self.assertEqual((len(need.line_ids), need.partner_id), (1, self.partner))
        self.assertTrue(need.candidate_ids)

    def test_a_colleagues_call_is_read_where_it_concerns_one_and_never_deleted(self):
        call = self._log(self.rival)
        mine = self._log(self.rival, lead_id=self.lead.id)  # the seller's opportunity
        calls = self.env["tech.call"].with_user(self.seller)
        self.assertEqual(calls.search([("id", "in", (call | mine).ids)]), mine)
        for record in call, mine:
            with self.subTest(record=record), self.assertRaises(AccessError):
                record.with_user(self.seller).unlink()
        call.with_user(self.manager).unlink()

    def test_an_unclear_part_of_a_sentence_waits_and_the_clear_ones_are_added(self):
        control = self._create_attribute("Mass of the wing", "kg", better="higher")
        self.motors.line_ids = [Command.create({"attribute_id": control.id})]
        need = self._create_need(quick_entry="≥ 8 N·m, ≥ 200 kg, banana", family_id=self.swing.id)
        self.assertEqual(need.line_ids.attribute_id, self.torque)
        mass, unknown = need.question_ids
        self.assertEqual(mass.possible_ids, control | self.weight)
        self.assertIn("banana", unknown.problem)
        mass.attribute_id = control
        self.assertEqual(need.line_ids.attribute_id, self.torque | control)
        self.assertEqual(need.line_ids[1].operator, "ge")
        self.assertEqual(need.question_ids, unknown)

    def test_compliance_is_compared_in_the_unit_asked(self):
        length = self._create_attribute("Stroke", "mm", better="lower")
        self.motors.line_ids = [Command.create({"attribute_id": length.id})]
        motor = self._create_motor("Short", texts={length: "150 mm"})
        need = self._create_need((length, "le", "6 in"))
        quote = self._create_quote(motor, need)
        self.assertEqual(quote.tech_compliance_ids.offered, "5.906 in (150 mm)")

    def test_only_products_that_the_needs_company_sells_are_proposed(self):
        other = self.env["res.company"].create({"name": "Other trade"})
        self.env.user.company_ids |= other
        foreign = self._create_motor("Foreign", texts={self.torque: "9"}, company_id=other.id)
        need = self._create_need((self.torque, "ge", "8"))
        companies = (self.env.company | other).ids
        need.with_context(allowed_company_ids=companies).action_match()
        self.assertNotIn(foreign.product_variant_id, need.candidate_ids.product_id)

    def test_the_one_in_stock_is_found_among_hundreds_that_tie(self):
        twins = self.env["product.template"].create(
            [
                {
                    "name": f"Twin {place}",
                    "tech_family_id": self.swing.id,
                    "is_storable": True,
                    "standard_price": 1,
                    "list_price": 5 if place == 100 else 1,
                    "sale_delay": 0 if place in (100, 150) else 2,
                }
                for place in range(230)
            ]
        )
        self.env["tech.spec.value"].create(
            [
                {"product_tmpl_id": one.id, "attribute_id": self.torque.id, "value_text": "9"}
                for one in twins
            ]
        )
        last = twins[-1].product_variant_id
        place = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(last, place, 40)
        need = self._create_need((self.torque, "ge", "8"))
        need.action_match()
        self.assertEqual(need.candidate_ids[0].product_id, last)
        self.assertEqual(need.candidate_ids[0].free_qty, 40)
        # then the delay decides, and of the same delay the margin
        following = need.candidate_ids[1:4].product_id.product_tmpl_id
        self.assertEqual(list(following), [twins[100], self.strong, twins[150]])

    def test_several_needs_make_one_quote_with_alternatives_outside_the_total(self):
        needs = self.env["tech.requirement"]
        for text in ("5 Nm", "4 Nm", "1 Nm"):
            need = self._create_need((self.torque, "ge", text), name=f"Gate {text}")
            need.action_match()
            need.candidate_ids[:2].selected = True
            needs |= need
        orders = {need.action_create_quote()["res_id"] for need in needs}
        quote = self.env["sale.order"].browse(orders)
        self.assertEqual(len(quote), 1)
        lines = quote.order_line.filtered(lambda line: not line.display_type)
        answers = lines.filtered(lambda line: not line.tech_is_alternative)
        self.assertEqual((len(lines), len(answers)), (6, 3))
        self.assertEqual(answers.tech_requirement_id, needs)
        self.assertAlmostEqual(quote.amount_untaxed, sum(answers.mapped("price_subtotal")))
        self.assertEqual(len(quote._tech_get_need_summary()), 3)
        self.assertIn("Gate 4 Nm", quote.tech_need_html)
        quote.action_quotation_sent()
        again = self.env["sale.order"].browse(needs[1].action_create_quote()["res_id"])
        self.assertEqual((again.tech_previous_id, again.tech_revision), (quote, 2))
        self.assertFalse(again._tech_get_changes())
        self.assertEqual(needs[0].action_create_quote()["res_id"], again.id)
        self.assertEqual(needs.order_line_ids.order_id, quote | again)

    def test_a_viewed_quote_reaches_a_salesperson_who_is_away(self):
        quote = self._create_sent_quote(self.strong)
        quote._tech_log_view(self.partner, "page")
        quote._tech_log_view(self.partner, "page")
        activity = quote.activity_ids.filtered(lambda one: self.partner.name in (one.summary or ""))
        self.assertEqual((len(activity), activity.user_id), (1, self.seller))
        quote.action_confirm()
        self.assertFalse(activity.exists())

    def test_a_note_is_no_contact_with_the_customer(self):
        with freeze_time("2026-03-02 10:00:00"):
            self.partner.message_post(
                body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        self.env.flush_all()
        before = self.partner.tech_last_contact
        self.partner.message_post(
            body="internal", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.partner.invalidate_recordset()
        self.assertEqual(self.partner.tech_last_contact, before)

    def test_a_changed_specification_is_told_on_every_road_to_confirmation(self):
        quote = self._create_sent_quote(self.strong).with_user(self.seller)
        self._value(self.strong, self.torque).value_text = "8 N·m"
        action = quote.action_confirm()
        self.assertEqual((action["res_model"], quote.state), ("tech.drift", "sent"))
        wizard = (
            self.env["tech.drift"]
            .with_user(self.seller)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("8 N·m", wizard.changes_html)
        self.assertIn("9 N·m", wizard.changes_html)
        wizard.action_accept()
        self.assertEqual(quote.state, "sale")

    def test_a_customer_confirms_what_was_promised_and_the_seller_is_told(self):
        quote = self._create_sent_quote(self.strong)
        self._value(self.strong, self.torque).value_text = "8 N·m"
        quote.sudo().action_confirm()
        self.assertEqual(quote.state, "sale")
        told = quote.activity_ids.filtered(lambda one: "changed since" in (one.summary or ""))
        self.assertEqual(told.user_id, self.seller)
        self.assertIn(("Nominal torque", "9 N·m"), quote.order_line._tech_get_specification_texts())

    def test_the_first_version_is_not_deleted_either(self):
        quote = self._create_sent_quote(self.strong)
        quote.action_tech_revise()
        with self.assertRaisesRegex(UserError, "version of a quote"):
            quote.unlink()
