from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import AssistantCommon, labelled


@tagged("post_install", "-at_install")
class TestAssistantAnswers(AssistantCommon):
    """What is asked is answered from what the asker may see; nothing is changed."""

    def test_late_quotes_are_ones_own(self):
        quotes = [
            self._create_sent_quote(user_id=user.id)
            for user in (self.seller, self.rival, self.seller)
        ]
        yesterday = self._today() - timedelta(days=1)
        quotes[0].validity_date = quotes[1].validity_date = yesterday
        answer = self._ask("Which quotes have expired?")
        self.assertIn(quotes[0].name, answer)
        self.assertNotIn(quotes[1].name, answer)
        self.assertNotIn(quotes[2].name, answer)
        self.assertIn(quotes[2].name, self._ask("devis à relancer"))
        both = self._ask("devis expirés", self.manager)
        self.assertIn(quotes[0].name, both)
        self.assertIn(quotes[1].name, both)

    def test_the_day_names_activities_and_meetings(self):
        self.lead.activity_schedule("mail.mail_activity_data_call", user_id=self.seller.id)
        now = fields.Datetime.now().replace(hour=12)
        self.env["calendar.event"].create(
            {
                "name": "Visit of the site",
                "start": now,
                "stop": now + timedelta(hours=1),
                "partner_ids": self.seller.partner_id.ids,
            }
        )
        answer = self._ask("What do I have to do today?")
        self.assertIn(self.lead.name, answer)
        self.assertIn("Visit of the site", answer)
        self.assertIn("Nothing is planned", self._ask("what is due today?", self.rival))

    def test_two_customers_of_one_name_are_told_apart(self):
        other = self.partner.copy({"name": self.partner.name, "email": "accueil@bellevue.example"})
        self.assertIn(other.email, self._ask("Schedule a call with Bellevue on Monday at 2 pm"))
        self._ask(f"Schedule a call with {other.email} on Monday at 2 pm")
        requests = self.env["tech.assistant.request"].with_user(self.seller)
        waiting = requests._get_waiting(self.channels[self.seller])
        self.assertEqual((waiting.res_model, waiting.res_id), (other._name, other.id))

    def test_the_pipeline_is_summed(self):
        self.lead.expected_revenue = 1234
        self.assertIn("1,234.00", self._ask("my pipeline"))
        self.assertIn("no open opportunity", self._ask("my pipeline", self.rival))

    def test_a_need_in_a_sentence_finds_products(self):
        answer = self._ask("Trouve un motor IP65, 24 V, au moins 5 Nm")
        self.assertIn("Strong", answer)
        self.assertNotIn("Light", answer)
        self.assertIn("Gate motors", answer)
        self.assertIn("Light", self._ask("IP65 and at least 4 Nm"))
        self.assertIn("No product", self._ask("at least 400 Nm"))
        self.assertIn("Nominal torque", self._ask("nominal torque at least 5 Nm"))

    def test_a_word_before_a_measure_says_what_it_is_of(self):
        width = self._create_attribute("Leaf width", "m", kind="range")
        self._create_attribute("Cable", "m", better="higher")
        self.motors.line_ids = [(0, 0, {"attribute_id": width.id})]
        values = self.env["tech.spec.value"]
        for motor, text in ((self.strong, "1,5 – 3 m"), (self.light, "1 – 2 m")):
            values.create(
                {"product_tmpl_id": motor.id, "attribute_id": width.id, "value_text": text}
            )
        for text in ("motor pour leaf de 2,5 m", "a motor for a leaf of 2.5 m"):
            answer = self._ask(text)
            self.assertIn("Strong", answer)
            self.assertIn("Leaf width", answer)
            self.assertNotIn("Light", answer)

    def _weigh(self, *keys):
        """Give motors two more masses: what a gate may weigh (most have it), and a load."""
        names = ("Leaf weight", "Permitted load")
        leaf, load = (self._create_attribute(name, "kg", better="higher") for name in names)
        self.motors.line_ids = [
            (0, 0, {"attribute_id": one.id, "is_key": place in keys})
            for place, one in enumerate((leaf, load))
        ]
        self.swing.line_ids.filtered(lambda line: line.attribute_id == self.weight).is_key = False
        heavy = ((self.strong, leaf), (self.light, leaf), (self.light, load))
        self.env["tech.spec.value"].create(
            [
                {"product_tmpl_id": motor.id, "attribute_id": one.id, "value_text": "900 kg"}
                for motor, one in heavy
            ]
        )
        return leaf, load

    def test_of_several_masses_the_usual_one_is_supposed_and_told(self):
        leaf, _load = self._weigh(0, 1)
        answer = self._ask("trouve un gate motor 24 V, at least 800 kg")
        self.assertIn("is understood as Leaf weight", answer)
        self.assertIn("Strong", answer)
        self.assertIn("Light", answer)
        corrected = self._ask("load")
        self.assertIn("Permitted load ≥ 800 kg", corrected)
        self.assertIn("Light", corrected)
        self.assertNotIn("Strong", corrected)
        self.assertNotIn("understood", corrected)
        self.assertIn("I did nothing", self._ask("load"), "answered once")
        named = self._ask("gate motor leaf weight at least 800 kg")
        self.assertNotIn("understood", named)
        self.assertIn(leaf.name, named)

    def test_of_several_masses_one_is_chosen_by_its_number(self):
        self._weigh()
        asked = self._ask("Find a gate motor 24 V, at least 800 kg")
        for line in ("1. Weight", "2. Leaf weight", "3. Permitted load"):
            self.assertIn(line, asked)
        self.assertIn("2. Leaf weight", self._ask("yes"), "a yes chooses none")
        self.assertIn("Strong", self._ask("2"))
        self._ask("Find a gate motor 24 V, at least 800 kg")
        self.assertIn("no open opportunity", self._ask("my pipeline", self.rival))
        self.assertIn("1 open", self._ask("my pipeline"), "something else was asked")
        self.assertIn("I did nothing", self._ask("1"))
        self._ask("Find a gate motor 24 V, at least 800 kg")
        with freeze_time(fields.Datetime.now() + timedelta(minutes=11)):
            self.assertIn("I did nothing", self._ask("1"))

    def test_a_question_about_a_need_confirms_nothing(self):
        self._weigh()
        before = self._count()
        self._ask("plan a call to Bellevue tomorrow")
        self.assertIn("Not done", self._ask("Find a gate motor at least 800 kg"))
        for text in ("yes", "2", "yes"):
            self._ask(text)
        self.assertEqual(self._count(), before)

    def test_stock_is_told_by_code_name_and_misspelt_name(self):
        self.strong.is_storable = True
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        self.env["stock.quant"]._update_available_quantity(
            self.strong.product_variant_id, warehouse.lot_stock_id, 7
        )
        for question in ("stock of Strong", "do we have any strnog left", "dispo STRONG ?"):
            answer = self._ask(question)
            self.assertIn("7", answer, question)
            self.assertNotIn("Light", answer, question)
        self.assertIn("nothing named", self._ask("stock of Zzyzx"))

    def test_overdue_invoices_of_somebody(self):
        quote = self._create_quote(self.light)
        self.light.invoice_policy = "order"
        quote.action_confirm()
        invoice = quote._create_invoices()
        due = self._today() - timedelta(days=60)
        invoice.write({"invoice_date": due, "invoice_date_due": due})
        invoice.action_post()
        answer = self._ask("factures en retard de Bellevue")
        self.assertIn(invoice.name, answer)
        self.assertIn("1 overdue", answer)
        self.assertNotIn(invoice.name, self._ask("overdue invoices", self.rival))

    def test_several_of_one_name_are_asked(self):
        self.env["res.partner"].create({"name": "Garage Bellevue"})
        self.assertIn("may mean several", self._ask("overdue invoices of Bellevue"))

    def test_what_is_not_installed_is_said(self):
        for model, question in (
            ("tech.contract", "contrats a renouveler"),
            ("tech.case", "open cases"),
        ):
            answer = self._ask(question)
            self.assertTrue(answer)
            if model not in self.env:
                self.assertIn("not installed", answer)

    def test_no_sentence_of_the_list_changes_anything(self):
        before = self._count()
        assistant = self.env["tech.assistant"].with_user(self.seller)
        for row in labelled():
            self.assertTrue(assistant._answer(self.channels[self.seller], row["sentence"]))
        for text in (
            "x" * 500,
            "annule tout",
            "supprime tout",
            "DROP TABLE res_partner;",
            "<b>",
            "%",
        ):
            self._ask(text)
        self.assertEqual(self._count(), before)

    def test_unknown_text_helps(self):
        answer = self._ask("what's the weather like")
        self.assertIn("I did nothing", answer)
        self.assertIn("Stock of", answer)

    def test_others_have_odoos_own_bot(self):
        clerk = new_test_user(self.env, "tech_clerk", "base.group_user", odoobot_state="idle")
        self.assertNotIn("I did nothing", self._ask("late quotes", clerk))

    def test_the_introduction_of_odoo_goes_on(self):
        self.seller.odoobot_state = "onboarding_emoji"
        self.assertIn("special commands", self._ask("😊"))
        self.assertEqual(self.seller.odoobot_state, "onboarding_command")
        self.assertIn("I did nothing", self._ask("tell me a story"))

    def test_the_asker_is_answered_in_the_language_of_the_screen(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["crm_technical_assistant"], ["fr_FR"])
        self.seller.lang = "fr_FR"
        answer = self._ask("my pipeline")
        self.assertIn("1 opportunité(s) en cours", answer)
        self.assertNotIn("open opportunit", answer)
        self.assertIn("no open opportunity", self._ask("mon pipeline", self.rival))


@tagged("post_install", "-at_install")
class TestAssistantOrders(AssistantCommon):
    """What changes something is shown first and done once, by who confirms it."""

    def test_an_activity_after_a_yes(self):
        before = self._count()
        draft = self._ask("Remind me to send the quote to Bellevue tomorrow")
        self.assertIn("Syndic Bellevue", draft)
        self.assertIn("send the quote", draft)
        self.assertEqual(self._count(), before)
        self.assertIn("done", self._ask("yes"))
        activity = self.partner.activity_ids
        self.assertEqual(activity.summary, "send the quote")
        self.assertEqual(activity.user_id, self.seller)
        self.assertEqual(activity.date_deadline, self._today() + timedelta(days=1))
        self.assertIn("Nothing waits", self._ask("yes"))
        self.assertEqual(len(self.partner.activity_ids), 1)

    def test_a_no_and_another_sentence_drop_it(self):
        for other in ("no", "my pipeline", "stock of Strong", "annule tout"):
            self._ask("plan a call to Bellevue tomorrow")
            self.assertIn("Not done", self._ask(other))
            self.assertIn("Nothing waits", self._ask("ok"))
        self.assertFalse(self.partner.activity_ids)

    def test_a_yes_comes_too_late(self):
        self._ask("plan a call to Bellevue tomorrow")
        with freeze_time(fields.Datetime.now() + timedelta(minutes=11)):
            self.assertIn("Too late", self._ask("yes"))
        self.assertFalse(self.partner.activity_ids)

    def test_a_meeting_is_at_the_hour_of_who_asks_and_writes_to_nobody(self):
        self.seller.tz = "Europe/Paris"
        draft = self._ask("Schedule a meeting with Bellevue on 2030-07-15 at 10:00")
        self.assertIn("10:00", draft)
        mails = self.env["mail.mail"].sudo().search_count([])
        self._ask("yes")
        event = self.env["calendar.event"].search([("partner_ids", "in", self.partner.ids)])
        self.assertEqual(event.start, fields.Datetime.to_datetime("2030-07-15 08:00:00"))
        self.assertEqual(event.user_id, self.seller)
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), mails)
        self.assertIn("at what time", self._ask("meeting with Bellevue on Monday"))

    def test_a_call_is_logged_on_the_quote(self):
        quote = self._create_quote()
        self._ask(f"Log a call with {quote.name}: wants a discount")
        self._ask("d'accord")
        call = self.env["tech.call"].search([("order_id", "=", quote.id)])
        self.assertEqual((call.name, call.user_id), ("wants a discount", self.seller))
        self.assertEqual(call.partner_id, self.partner)

    def test_a_colleagues_quote_cannot_be_named(self):
        quote = self._create_quote(user_id=self.rival.id)
        self.assertIn("nothing named", self._ask(f"add a task on {quote.name} tomorrow: look"))
        self._ask("yes")
        self.assertFalse(quote.activity_ids)

    def test_rights_that_went_meanwhile_refuse(self):
        quote = self._create_quote()
        self._ask(f"add a task on {quote.name} tomorrow: look")
        quote.user_id = self.rival
        self.assertIn("Refused", self._ask("yes"))
        self.assertFalse(quote.activity_ids)
        gone = self._create_quote()
        self._ask(f"add a task on {gone.name} tomorrow: look")
        gone.unlink()
        self.assertIn("deleted", self._ask("yes"))

    def test_what_is_missing_is_asked(self):
        self.assertIn("which day", self._ask("create an activity for Bellevue: call"))
        self.assertIn("For whom", self._ask("schedule a call tomorrow"))
        self.assertIn("Nothing waits", self._ask("yes"))

    def test_nobody_writes_a_request(self):
        self._ask("plan a call to Bellevue tomorrow")
        requests = self.env["tech.assistant.request"]
        request = requests.search([("user_id", "=", self.seller.id)])
        request.with_user(self.seller).check_access("read")
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                request.with_user(user).write({"payload": {}})
            with self.assertRaises(AccessError):
                request.with_user(user).unlink()
            with self.assertRaises(AccessError):
                requests.with_user(user).create({"name": "x", "intent": "call"})
        with self.assertRaises(AccessError):
            request.with_user(self.rival).read(["name"])
        self.assertIn("Nothing waits", self._ask("yes", self.rival))
