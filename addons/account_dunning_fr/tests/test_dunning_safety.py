from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningSafety(DunningCommon):
    """Who may what; companies are apart."""

    def _user(self, login, groups):
        return new_test_user(
            self.env,
            login,
            groups=groups,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_readers_send_nothing(self):
        self._create_invoice(self.pro, 100, 8)
        reminder = self._prepare()
        reader = self._user("dunning_reader", "account.group_account_readonly")
        for method in ("action_send", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(reminder.with_user(reader), method)()
        with self.assertRaises(AccessError):
            self.plan.with_user(reader).action_run()
        self.assertEqual(reminder.state, "ready")

    def test_a_plan_that_sleeps_says_so_and_is_switched_on(self):
        cron = self.env.ref("account_dunning_fr.ir_cron_run")
        cron.active = False
        clerk = self._user("dunning_clerk", "account.group_account_invoice,base.group_user")
        boss = self._user("dunning_boss", "account.group_account_manager")
        self.assertEqual(self.plan.with_user(clerk).rhythm, "asleep")
        for user, told in ((clerk, False), (boss, True)):
            form = self.env["dunning.plan"].with_user(user).get_view(view_type="form")["arch"]
            self.assertIn("rhythm != 'asleep'", form)
            self.assertEqual("action_switch_on" in form, told)
        with self.assertRaises(AccessError):
            self.plan.with_user(clerk).action_switch_on()
        self.assertFalse(cron.active)
        self.plan.with_user(boss).action_switch_on()
        self.assertTrue(cron.active)
        self.env.invalidate_all()
        self.assertEqual(self.plan.with_user(clerk).rhythm, "daily")
        self.plan.automatic = False
        self.assertEqual(self.plan.rhythm, "hand")

    def test_invoicing_sends_and_writes_no_state(self):
        self._create_invoice(self.pro, 100, 8)
        reminder = self._prepare()
        clerk = self._user("dunning_clerk", "account.group_account_invoice,base.group_user")
        with self.assertRaises(UserError):
            reminder.with_user(clerk).state = "sent"
        reminder.with_user(clerk).action_send()
        self.assertEqual(reminder.state, "sent")
        with self.assertRaises(UserError):
            reminder.with_user(clerk).unlink()
        with self.assertRaises(AccessError):
            self.plan.with_user(clerk).name = "Autre"

    def test_what_a_reminder_claims_is_not_entered(self):
        invoice = self._create_invoice(self.pro, 100, 8)
        reminder = self._prepare()
        clerk = self._user("dunning_clerk", "account.group_account_invoice,base.group_user")
        own = reminder.with_user(clerk)
        for name, value in {
            "owed": 900,
            "total": 900,
            "interest": 800,
            "days": 90,
            "level_id": self.three.id,
            "date": "2025-01-01",
            "sent_on": "2025-01-01 00:00:00",
            "line_ids": [(5,)],
            "email_typed": True,
        }.items():
            with self.subTest(name), self.assertRaises(UserError):
                own.write({name: value})
        with self.assertRaises(AccessError):
            own.line_ids.write({"owed": 900})
        with self.assertRaises(AccessError):
            own.create({"partner_id": self.person.id, "company_id": self.company.id})
        debt = invoice.line_ids.filtered("date_maturity").with_user(clerk)
        for name, value in (("dunning_level_id", self.three.id), ("dunning_date", "2025-01-01")):
            with self.subTest(name), self.assertRaises(UserError):
                debt.write({name: value})
        own.email = "compta@entreprise.example.com"
        own.action_send()
        self.assertEqual((invoice.dunning_level_id, reminder.owed), (self.one, 100))
        with self.assertRaises(UserError):
            own.email = "autre@entreprise.example.com"

    def test_who_edits_contacts_silences_nobody(self):
        editor = self._user("dunning_editor", "base.group_partner_manager,base.group_user")
        with self.assertRaises(AccessError):
            self.pro.with_user(editor).dunning_mode = "none"
        with self.assertRaises(AccessError):
            self.pro.with_user(editor).read(["dunning_mode"])
        self.pro.with_user(editor).name = "Entreprise du Parc"

    def test_companies_are_apart(self):
        self._create_invoice(self.pro, 100, 8)
        reminder = self._prepare()
        company = self.env["res.company"].create({"name": "Ailleurs"})
        elsewhere = new_test_user(
            self.env,
            "dunning_elsewhere",
            groups="account.group_account_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertFalse(self.env["dunning.reminder"].with_user(elsewhere).search([]))
        with self.assertRaises(AccessError):
            reminder.with_user(elsewhere).action_send()
