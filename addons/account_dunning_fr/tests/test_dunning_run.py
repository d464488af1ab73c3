from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from ..models.dunning_reminder import WORKFLOW
from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningRun(DunningCommon):
    """Who is reminded, how, and only once."""

    def _send(self, reminders):
        reminders.action_send()
        return self.env["mail.mail"].search(
            [("model", "=", "dunning.reminder"), ("res_id", "in", reminders.ids)]
        )

    def test_the_table_of_states_is_whole(self):
        states = [state for state, _l in self.env["dunning.reminder"]._fields["state"].selection]
        self.assertEqual(WORKFLOW.find_faults(states), [])

    def test_one_message_a_customer(self):
        invoices = [self._create_invoice(self.pro, amount, 8) for amount in (100, 50)]
        self._create_invoice(self.pro, 70, 2)
        reminder = self._prepare()
        self.assertEqual(reminder.partner_id, self.pro)
        self.assertEqual((reminder.owed, reminder.line_count), (220, 3))
        self.assertEqual((reminder.level_id, reminder.state), (self.one, "ready"))
        mails = self._send(reminder)
        self.assertEqual(len(mails), 1)
        self.assertIn("pro@example.com", mails.email_to)
        self.assertIn("Texte Un", mails.body_html)
        for told in (self.one.name, "220.00", "pro@example.com"):
            self.assertIn(told, mails.mail_message_id.body, "the history says what left")
        for invoice in invoices:
            self.assertIn(invoice.name, mails.body_html)
            self.assertEqual(invoice.dunning_level_id, self.one)
        self.assertFalse(self._prepare())
        with self.assertRaisesRegex(UserError, "None"):
            reminder.action_send()

    def test_each_invoice_opens_by_its_link_without_a_log_in(self):
        invoices = [self._create_invoice(self.pro, amount, 8) for amount in (100, 50)]
        mail = self._send(self._prepare())
        links = {invoice: invoice.get_portal_url() for invoice in invoices}
        for link in links.values():
            self.assertIn(link, mail.body_html)
        self.assertEqual(len({link.split("access_token=")[1] for link in links.values()}), 2)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account_dunning_fr.report_dunning_letter",
            self.env["dunning.reminder"].search([("partner_id", "=", self.pro.id)]).ids,
        )
        self.assertNotIn(b"access_token", html, "paper has no links")

    def test_running_twice_sends_once(self):
        self._create_invoice(self.pro, 100, 8)
        run = self.env["dunning.run"].with_company(self.company)
        for _time in range(3):
            run._cron_run()
        sent = self.env["dunning.reminder"].search([("partner_id", "=", self.pro.id)])
        self.assertEqual(sent.mapped("state"), ["sent"])
        mails = self.env["mail.mail"].search([("res_id", "=", sent.id), ("model", "=", sent._name)])
        self.assertEqual(len(mails), 1)

    def test_levels_follow_one_another(self):
        invoice = self._create_invoice(self.pro, 100, 8)
        days = []
        for late in range(60):
            with freeze_time(self.today + timedelta(days=late)):
                for reminder in self._prepare(late):
                    days.append((late, reminder.level_id, reminder.state, reminder.channel))
                    reminder.action_send()
        self.assertEqual(
            days,
            [
                (0, self.one, "ready", "mail"),
                (12, self.two, "ready", "mail"),
                (32, self.three, "review", "letter"),
            ],
        )
        self.assertEqual(invoice.dunning_level_id, self.three)

    def test_paid_in_the_meantime(self):
        invoice = self._create_invoice(self.pro, 100, 8)
        other = self._create_invoice(self.pro, 40, 8)
        reminder = self._prepare()
        self._pay(invoice, 100, self.today)
        reminder.action_send()
        self.assertEqual((reminder.state, reminder.owed), ("sent", 40))
        self.assertFalse(invoice.dunning_level_id)
        third = self._create_invoice(self.person, 60, 8)
        reminder = self._prepare()
        self._pay(third, 60, self.today)
        self.assertTrue(reminder.action_send())
        self.assertFalse(reminder.exists())
        self.assertEqual(other.dunning_level_id, self.one)

    def test_credits_and_part_payments(self):
        invoice = self._create_invoice(self.pro, 100, 8)
        self._create_invoice(self.pro, 30, 1, "out_refund")
        self._pay(invoice, 25, self.today)
        self.assertEqual(self._prepare().owed, 45)
        self._create_invoice(self.pro, 45, 1, "out_refund")
        self.assertFalse(self._prepare())

    def test_what_was_stopped_today_is_not_sent_today(self):
        self._create_invoice(self.pro, 100, 8)
        self.plan.automatic = True
        self._prepare().action_cancel()
        self.assertFalse(self._prepare())
        with freeze_time(self.today + timedelta(days=1)):
            self.assertTrue(self._prepare(1))

    def test_only_plans_that_say_so_send_by_themselves(self):
        self._create_invoice(self.pro, 100, 8)
        self.plan.automatic = False
        reminder = self._prepare()
        self.env["dunning.reminder"]._send_ready()
        self.assertEqual(reminder.state, "ready")

    def test_what_the_customer_said_is_kept(self):
        invoice = self._create_invoice(self.pro, 100, 8)
        reminder = self._prepare()
        reminder.answer = "The cheque left yesterday"
        self._pay(invoice, 100, self.today)
        self.assertFalse(self._prepare())
        self.assertEqual((reminder.exists(), reminder.state), (reminder, "cancelled"))

    def test_what_was_answered_and_paid_does_not_stop_the_others(self):
        invoice = self._create_invoice(self.pro, 100, 8)
        self._create_invoice(self.person, 60, 8)
        waiting = self._prepare()
        answered = waiting.filtered(lambda one: one.partner_id == self.pro)
        answered.answer = "The cheque left yesterday"
        self._pay(invoice, 100, self.today)
        waiting.action_send()
        self.assertEqual((answered.state, (waiting - answered).state), ("cancelled", "sent"))

    def test_promises_and_disputes(self):
        invoice = self._create_invoice(self.pro, 100, 8)
        reminder = self._prepare()
        action = reminder.action_hold()
        wizard = Form(self.env["dunning.hold"].with_context(**action["context"]))
        wizard.date = self.today + timedelta(days=3)
        back = wizard.save().action_hold()
        self.assertFalse(reminder.exists())
        self.assertEqual(back["res_model"], "dunning.reminder", "what was open is gone")
        for late, count in ((0, 0), (3, 0), (4, 1)):
            self.assertEqual(len(self._prepare(late)), count)
        invoice.action_dunning_release()
        wizard = Form(self.env["dunning.hold"].with_context(**action["context"]))
        wizard.kind, wizard.reason = "dispute", "Rayé"
        wizard.save().action_hold()
        self.assertFalse(self._prepare(30))
        invoice.action_dunning_release()
        self.assertTrue(self._prepare())
        with self.assertRaises(UserError):
            invoice.action_dunning_release()

    def test_a_promise_of_yesterday_is_none(self):
        invoice = self._create_invoice(self.pro, 100, 8)
        wizard = self.env["dunning.hold"].create(
            {"move_ids": [(6, 0, invoice.ids)], "date": self.today - timedelta(days=1)}
        )
        with self.assertRaises(UserError):
            wizard.action_hold()

    def test_who_is_left_in_peace(self):
        self._create_invoice(self.pro, 100, 8)
        small = self._create_invoice(self.person, 4, 8)
        self.plan.least_amount = 5
        self.pro.with_company(self.company).dunning_mode = "insolvency"
        self.assertFalse(self._prepare())
        self.pro.with_company(self.company).dunning_mode = False
        small.line_ids.no_followup = True
        self.plan.least_amount = 0
        self.assertEqual(self._prepare().partner_id, self.pro)

    def test_without_mail_a_letter_is_written(self):
        self._create_invoice(self.pro, 100, 8)
        self.pro.email = False
        reminder = self._prepare()
        self.assertEqual(reminder.channel, "letter")
        action = reminder.action_send()
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertEqual(reminder.state, "sent")
        self.assertIn(reminder.level_id.name, reminder.message_ids[:1].body, "told of letters too")
        contact = self.env["res.partner"].create(
            {
                "name": "Compta",
                "parent_id": self.person.id,
                "type": "invoice",
                "email": "compta@example.com",
            }
        )
        self._create_invoice(self.person, 100, 8)
        self.assertIn(contact.email, self._prepare().email)

    def test_no_mail_goes_to_nobody(self):
        for partner in self.pro | self.person:
            self._create_invoice(partner, 100, 8)
        waiting = self._prepare()
        lost = waiting.filtered(lambda one: one.partner_id == self.pro)
        lost.email = False
        with self.assertRaisesRegex(UserError, self.pro.name):
            lost.action_send()
        self.assertEqual(lost.state, "ready")
        self.env["dunning.reminder"]._send_ready()
        self.assertEqual({one.partner_id: one.state for one in waiting}[self.person], "sent")
        self.assertEqual(lost.state, "ready")
        lost.channel = "letter"
        lost.action_send()
        self.assertEqual(lost.state, "sent")

    def test_a_corrected_address_is_taken_until_one_is_typed(self):
        for partner in self.pro | self.person:
            self._create_invoice(partner, 100, 8)
        typed, other = self._prepare().sorted(lambda one: one.partner_id == self.person)
        typed.email = "direction@example.com"
        self.assertEqual((typed.email_typed, other.email_typed), (True, False))
        self.pro.email = "neuf@example.com"
        self.person.email = "nouveau@example.com"
        self._prepare()
        self.assertEqual(typed.email, "direction@example.com")
        self.assertIn("nouveau@example.com", other.email)
        self.person.email = False
        self._prepare()
        self.assertEqual(other.channel, "letter")
        self.person.email = "encore@example.com"
        self._prepare()
        self.assertEqual(other.channel, "mail")
        self.assertIn("encore@example.com", self._send(other).email_to)

    def test_a_good_customer_is_looked_at_first(self):
        self.plan.review_amount = 500
        self._create_invoice(self.pro, 600, 8)
        self._create_invoice(self.person, 100, 8)
        waiting = self._prepare().sorted("owed")
        self.assertEqual(waiting.mapped("state"), ["ready", "review"])
        self.env["dunning.reminder"]._send_ready()
        self.assertEqual(waiting.mapped("state"), ["sent", "review"])
        waiting[1].action_approve()
        self._prepare()
        self.assertEqual(waiting[1].state, "ready", "approved is approved")
        self._create_invoice(self.pro, 900, 8)
        self._prepare()
        self.assertEqual(waiting[1].state, "review", "more is late than when it was approved")

    def test_a_fixed_number_of_queries(self):
        """Ten customers cost as many queries as sixty, interest and part payments included."""
        self.one.write({"claims_interest": True, "claims_indemnity": True})
        counts = []
        for size in (5, 10, 60):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"C{n}", "email": f"c{n}@example.com", "is_company": True}
                    for n in range(size)
                ]
            )
            for place, partner in enumerate(partners):
                invoice = self._create_invoice(partner, 100, 8)
                if place < 5:
                    self._pay(invoice, 40, self.today - timedelta(days=2))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run = self.env["dunning.run"].with_company(self.company)
            run._prepare_batch(self.company, partners.ids, self.today)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            reminders = self.env["dunning.reminder"].search([("partner_id", "in", partners.ids)])
            self.assertEqual(len(reminders), size)
            self.assertTrue(all(reminder.interest > 0 for reminder in reminders))
            self.assertEqual(set(reminders.mapped("indemnity")), {40})
        self.assertLessEqual(counts[2], counts[1] + 5, counts)
