from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestServiceAlerts(ServiceCommon):
    """Each event is told once to who chose it and may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["tech.alert.rule"].search([]).active = False

    def _rule(self, kind, user=None, **values):
        return self.env["tech.alert.rule"].create(
            {"kind": kind, "user_id": (user or self.boss).id, **values}
        )

    def _told(self, rule):
        return self.env["mail.message"].search(
            [
                ("model", "=", rule._name),
                ("res_id", "=", rule.id),
                ("message_type", "=", "user_notification"),
            ]
        )

    def _night(self, days=0):
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            self.env["tech.alert.rule"]._cron_alerts()
            self.env.invalidate_all()

    def test_a_notice_window_is_told_once_a_term(self):
        rule = self._rule("contract_notice", days=30)
        for _time in range(3):
            self._night()
        self.assertEqual(len(self._told(rule)), 1)
        self.assertIn(self.tacit.name, self._told(rule).body)
        self.assertNotIn(self.far.name, self._told(rule).body)
        self.assertEqual(self._told(rule).notified_partner_ids, self.boss.partner_id)
        self._night(days=5)
        self.assertEqual(len(self._told(rule)), 1)
        last = self.tacit.last_notice_day
        with freeze_time(self.tacit.date_end + relativedelta(days=1)):
            self.env["tech.contract"]._cron_contracts()
        self.assertGreater(self.tacit.last_notice_day, last, "renewed")
        self._night(days=(self.tacit.last_notice_day - self.today).days - 10)
        self.assertEqual(len(self._told(rule)), 2, "the next term is another event")

    def test_after_days_without_a_run_a_missed_notice_is_told_once(self):
        rule = self._rule("contract_notice", days=5)
        self._night()
        self.assertFalse(rule.state_ids.filtered(lambda one: self.tacit.name in one.text))
        days = (self.tacit.last_notice_day - self.today).days
        for late in (3, 4):
            self._night(days=days + late)
        told = self._told(rule).filtered(lambda one: self.tacit.name in one.body)
        self.assertEqual(len(told), 1)
        self.assertIn("was", told.body, "it is over")

    def test_a_contract_that_ends_is_told_until_it_is_decided(self):
        rule = self._rule("contract_end", days=90)
        self._night()
        self._night(days=2)
        self.assertEqual(len(self._told(rule)), 1)
        self.assertIn(self.ending.name, self._told(rule).body)
        self.assertNotIn(self.tacit.name, self._told(rule).body, "it renews itself")
        self.ending.action_give_notice()
        self._night()
        self.assertFalse(rule.state_ids)

    def test_answer_and_solution_are_two_promises(self):
        rule = self._rule("case_promise", self.technician)
        self._night()
        self._night()
        self.assertEqual(len(self._told(rule)), 1)
        keys = set(rule.state_ids.mapped("key"))
        own = {f"{self.late.id}-answer", f"{self.late.id}-solution"}
        self.assertEqual(keys & own, own)
        self.assertFalse({f"{self.waiting.id}-solution"} & keys, "the customer's turn")
        self.late.action_take()
        self.late.action_wait()
        self.late.action_resume()
        self._night()
        self.assertNotIn(f"{self.late.id}-answer", rule.state_ids.mapped("key"))
        self.assertEqual(len(self._told(rule)), 1)
        soon = self._open(kind="claim")
        rule.hours = 0
        self._night()
        self.assertNotIn(f"{soon.id}-answer", rule.state_ids.mapped("key"))
        rule.hours = 24 * 10
        self._night()
        self.assertIn(f"{soon.id}-answer", rule.state_ids.mapped("key"))

    def test_a_case_waits_for_us_since_we_wrote_last(self):
        rule = self._rule("case_waiting", self.technician, days=2)
        self.assertEqual(self._rule("case_waiting", self.technician).days, 2)
        self._night()
        self._night()
        self.assertEqual(len(self._told(rule)), 1)
        self.assertIn(self.late.name, self._told(rule).body)
        self.assertNotIn(self.waiting.name, self._told(rule).body)
        self.late.with_user(self.technician).message_post(
            body="We look at it", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.env.flush_all()
        # no night ran in between: what waits again is another event
        self._night(days=3)
        self.assertEqual(len(self._told(rule)), 2)
        self.waiting.action_resume()
        self._night()
        texts = " ".join(rule.state_ids.mapped("text"))
        self.assertNotIn(self.waiting.name, texts, "since today")
        self._night(days=4)
        self.assertIn(self.waiting.name, " ".join(rule.state_ids.mapped("text")))

    def test_only_what_one_may_read_in_ones_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.anna.lang = "fr_FR"
        mine = self._rule("contract_end", self.anna, days=400)
        notices = self._rule("contract_notice", self.anna, days=400)
        self._night()
        self.assertNotIn(self.ending.name, " ".join(mine.state_ids.mapped("text")))
        self.assertIn("préavis jusqu", self._told(notices).body)
        self.assertRegex(self._told(notices).body, r"\d\d/\d\d/\d{4}")
        self.assertNotIn(self.far.name, self._told(notices).body)
        with self.assertRaises(ValidationError):
            self._rule("case_promise", new_test_user(self.env, "service_stranger"))
        own = self.env["tech.alert.rule"].with_user(self.technician)
        chosen = own.create({"kind": "case_promise", "user_id": self.technician.id})
        self.assertTrue(chosen.action_check())
        self.assertEqual(own.search([]), chosen)
        with self.assertRaises(ValidationError):
            own.create({"kind": "contract_end", "user_id": self.technician.id})
