from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import TechnicalCommon


@tagged("post_install", "-at_install")
class TestQuoteFollowup(TechnicalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env["sale.order"])
        cls.plan = cls.env.ref("crm_technical.followup_plan")
        cls.env.company.tech_followup_plan_id = cls.plan

    def _run_cron(self):
        self.env["sale.order"]._cron_tech_quote_deadlines()

    def test_sending_plans_the_follow_up_and_the_answer_ends_it(self):
        for answer in ("confirm", "reject", "revise"):
            with self.subTest(answer=answer):
                quote = self._create_sent_quote()
                activities = quote.activity_ids
                self.assertEqual(
                    set(activities.mapped("date_deadline")),
                    {self.today + timedelta(3), self.today + timedelta(10)},
                )
                self.assertEqual(activities.user_id, self.seller)
                if answer == "confirm":
                    quote.action_confirm()
                elif answer == "reject":
                    quote._tech_reject(self.env.ref("crm_technical.reject_reason_price"))
                else:
                    quote.action_tech_revise()
                self.assertFalse(quote.activity_ids)

    def test_nobody_follows_up_after_the_expiry(self):
        quote = self._create_sent_quote(validity_date=self.today + timedelta(5))
        self.assertEqual(quote.activity_ids.mapped("date_deadline"), [self.today + timedelta(3)])
        quote.action_tech_prolong()
        self.assertEqual(len(quote.activity_ids), 1, "it is followed already")
        quote.activity_ids.action_feedback()
        quote.action_tech_prolong()
        self.assertEqual(
            set(quote.activity_ids.mapped("date_deadline")),
            {self.today + timedelta(3), self.today + timedelta(10)},
        )

    def test_a_quote_expires_by_itself_and_can_still_be_accepted(self):
        quote = self._create_sent_quote(validity_date=self.today + timedelta(2))
        self.assertEqual(quote.tech_quote_state, "awaiting")
        self.env.cr.execute(
            "UPDATE sale_order SET validity_date = %s WHERE id = %s",
            (self.today - timedelta(1), quote.id),
        )
        quote.invalidate_recordset()
        self._run_cron()
        self.assertEqual(quote.tech_quote_state, "expired")
        quote.action_confirm()
        self.assertEqual(quote.tech_quote_state, "accepted")

    def test_a_quote_about_to_expire_warns_once(self):
        quote = self._create_sent_quote(validity_date=self.today + timedelta(2))
        late = self._create_sent_quote(validity_date=self.today + timedelta(20))
        kind = self.env.ref("crm_technical.mail_activity_expiry")
        for _day in range(2):
            self._run_cron()
            warned = quote.activity_ids.filtered(lambda one: one.activity_type_id == kind)
            self.assertEqual(len(warned), 1)
        self.assertNotIn(kind, late.activity_ids.activity_type_id)
        quote.validity_date = self.today + timedelta(3)
        self._run_cron()
        self.assertEqual(
            len(quote.activity_ids.filtered(lambda one: one.activity_type_id == kind)), 2
        )

    def test_the_cron_runs_as_a_cron(self):
        quote = self._create_sent_quote()
        quote.validity_date = self.today - timedelta(1)
        quote.tech_quote_state = "awaiting"  # as it was stored yesterday
        with self.enter_registry_test_mode():
            self.env.ref("crm_technical.ir_cron_quote_deadlines").method_direct_trigger()
        self.assertEqual(quote.tech_quote_state, "expired")

    def test_a_rejection_keeps_its_reason_and_the_decisive_specifications(self):
        quote = self._create_sent_quote(self.light)
        wizard = self.env["tech.quote.reject"].create(
            {
                "order_id": quote.id,
                "reason_id": self.env.ref("crm_technical.reject_reason_specification").id,
                "attribute_ids": [(6, 0, self.torque.ids)],
                "note": "wants 6 N·m",
            }
        )
        self.assertIn(self.torque, wizard.possible_attribute_ids)
        wizard.action_reject()
        self.assertEqual((quote.state, quote.tech_quote_state), ("cancel", "rejected"))
        self.assertEqual(quote.tech_reject_attribute_ids, self.torque)

    def test_a_cancelled_quote_is_not_a_rejected_one(self):
        quote = self._create_sent_quote()
        quote.action_cancel()
        self.assertEqual(quote.tech_quote_state, "cancelled")
        quote.action_draft()
        self.assertEqual(quote.tech_quote_state, "draft")
