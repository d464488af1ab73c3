from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import TrainingCommon


@tagged("post_install", "-at_install")
class TestTraining(TrainingCommon):
    """From the test to the certificate, its end, and the word to who quotes without one."""

    def test_who_passes_is_certified_until_a_day(self):
        attempt = self._take_test(self.seller)
        (certificate,) = self._certificates(self.seller)
        today = self._today()
        self.assertEqual(certificate.family_id, self.motors)
        self.assertEqual(certificate.channel_id, self.channel)
        self.assertEqual(certificate.valid_until, today + relativedelta(months=12))
        self.assertEqual((certificate.state, certificate.score), ("valid", 100))
        attempt._mark_done()
        self.assertEqual(len(self._certificates(self.seller)), 1)

    def test_who_fails_or_tries_out_is_not(self):
        self._take_test(self.seller, right=False)
        admin = self.env.ref("base.user_admin")
        self._take_test(admin, test_entry=True)
        self.assertFalse(self._certificates(self.seller) | self._certificates(admin))

    def test_a_longer_course_and_another_validity_take_nothing_back(self):
        self._take_test(self.seller)
        (certificate,) = self._certificates(self.seller)
        until = certificate.valid_until
        self.survey.certification_validity_months = 1
        self.lesson.copy({"is_published": True})
        self.assertEqual((certificate.valid_until, certificate.state), (until, "valid"))

    def test_a_certificate_expires_with_time_alone(self):
        self._take_test(self.seller)
        (certificate,) = self._certificates(self.seller)
        search = self.env["tech.training.certificate"].search
        for days, state in ((0, "valid"), (340, "expiring"), (400, "expired")):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                certificate.invalidate_recordset(["state"])
                self.assertEqual(certificate.state, state)
                for other in ("valid", "expiring", "expired"):
                    found = search([("state", "=", other), ("id", "=", certificate.id)])
                    self.assertEqual(bool(found), other == state, (days, other))

    def test_a_quote_without_certificate_warns_and_goes_on(self):
        quote = self._create_quote(self.seller)
        self.assertIn("Gate motors", quote.with_user(self.seller).tech_training_warning)
        self.assertIn(self.seller.name, quote.tech_training_warning)
        self._take_test(self.seller)
        quote.invalidate_recordset(["tech_training_warning"])
        self.assertFalse(quote.tech_training_warning)
        with freeze_time(fields.Datetime.now() + timedelta(days=400)):
            quote.invalidate_recordset(["tech_training_warning"])
            self.assertTrue(quote.tech_training_warning)
        other = self._create_quote(self.rival)
        self.assertTrue(other.tech_training_warning)
        other.with_user(self.rival).action_confirm()
        self.assertFalse(other.tech_training_warning)

    def test_the_warning_shows_while_one_types(self):
        form = Form(self.env["sale.order"].with_user(self.seller))
        form.partner_id = self.env["res.partner"].create({"name": "Les Tilleuls"})
        self.assertFalse(form.tech_training_warning)
        with form.order_line.new() as line:
            line.product_id = self.motor.product_variant_id
        self.assertIn("Gate motors", form.tech_training_warning)

    def test_the_warning_leads_to_the_course_or_to_the_skills(self):
        quote = self._create_quote(self.seller)
        self.assertEqual(
            quote.with_user(self.seller).action_tech_open_course()["url"],
            self.channel.website_absolute_url,
        )
        self._take_test(self.seller)
        yesterday = self._today() - timedelta(days=1)
        self._certificates(self.seller).write({"obtained_on": yesterday, "valid_until": yesterday})
        anew = quote.with_user(self.seller).action_tech_open_course()
        self.assertIn("/survey/start/", anew["url"], "its page says passed, and has no test")
        skills = quote.with_user(self.manager).action_tech_open_course()
        self.assertEqual(skills["res_model"], "tech.training.skill")
        self.assertEqual(
            self.env["tech.training.skill"].search(skills["domain"]).mapped("user_id"), self.seller
        )
        self.channel.copy({"is_published": True, "tech_family_ids": self.motors.ids})
        several = quote.with_user(self.seller).action_tech_open_course()
        self.assertEqual(several["domain"], skills["domain"])
        self.channel.is_published = False
        hidden = self._create_quote(self.rival).with_user(self.seller)
        with self.assertRaises(AccessError):
            hidden.action_tech_open_course()

    def test_products_of_other_families_ask_for_nothing(self):
        lamps = self._create_family("Lamps", self.ip)
        lamp = self._create_motor("Lamp", lamps)
        self.assertFalse(self._create_quote(self.seller, lamp).tech_training_warning)

    def test_the_matrix_has_its_holes(self):
        self._take_test(self.seller, right=False)
        self._take_test(self.seller)
        self.env.flush_all()
        skills = self.env["tech.training.skill"].search(
            [("user_id", "in", (self.seller | self.rival).ids), ("family_id", "=", self.motors.id)]
        )
        self.assertEqual(
            {(one.user_id, one.state, one.certified, one.attempts) for one in skills},
            {(self.seller, "valid", 1, 2), (self.rival, "missing", 0, 0)},
        )
        mine = skills.filtered(lambda one: one.user_id == self.seller)
        self.assertEqual(mine.valid_until, self._certificates(self.seller).valid_until)
        self.assertGreaterEqual(mine.completion, 50)

    def test_each_is_told_once_before_and_once_after(self):
        self._take_test(self.seller)
        (certificate,) = self._certificates(self.seller)
        run = self.env["tech.training.certificate"]._cron_certificates
        seen = []
        for days in (0, 300, 340, 341, 370, 371, 500):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                run()
                run()
                told = self.env["mail.message"].search_count(
                    [
                        ("model", "=", certificate._name),
                        ("res_id", "=", certificate.id),
                        ("message_type", "=", "user_notification"),
                        ("notified_partner_ids", "in", self.seller.partner_id.ids),
                    ]
                )
                seen.append((len(certificate.activity_ids), told))
        self.assertEqual(seen, [(0, 0), (0, 0), (1, 1), (1, 1), (2, 2), (2, 2), (2, 2)])

    def test_a_new_certificate_ends_the_reminders(self):
        self._take_test(self.seller)
        (first,) = self._certificates(self.seller)
        first.sudo().valid_until = self._today() + timedelta(days=10)
        self.env["tech.training.certificate"]._cron_certificates()
        self.assertTrue(first.activity_ids)
        self._take_test(self.seller)
        self.assertFalse(first.activity_ids)
        with freeze_time(fields.Datetime.now() + timedelta(days=20)):
            self.env["tech.training.certificate"]._cron_certificates()
        self.assertFalse(first.activity_ids)

    def test_what_is_entered_or_prolonged_by_hand_ends_them_too(self):
        certificates = self.env["tech.training.certificate"].with_user(self.manager)
        values = {"user_id": self.rival.id, "family_id": self.motors.id}
        today = self._today()
        first = certificates.create({**values, "valid_until": today + timedelta(days=10)})
        self.env["tech.training.certificate"]._cron_certificates()
        self.assertTrue(first.activity_ids)
        certificates.create(
            {**values, "obtained_on": "2020-01-01", "valid_until": today - timedelta(days=9)}
        )
        self.assertTrue(first.activity_ids, "an old one ends nothing")
        first.valid_until = today + timedelta(days=200)
        self.assertFalse(first.activity_ids)
        with freeze_time(fields.Datetime.now() + timedelta(days=180)):
            self.env["tech.training.certificate"]._cron_certificates()
            self.assertTrue(first.activity_ids, "told of its new end")
            certificates.create({**values, "valid_until": today + timedelta(days=500)})
        self.assertFalse(first.activity_ids)

    def test_the_resume_of_odoo_moves_with_time(self):
        employee = self.env["hr.employee"].create({"name": "S", "user_id": self.seller.id})
        self._take_test(self.seller)
        line = self.env["hr.resume.line"].search([("employee_id", "=", employee.id)])
        self.assertEqual(line.filtered("survey_id").expiration_status, "valid")
        with freeze_time(fields.Datetime.now() + timedelta(days=400)):
            self.env["tech.training.certificate"]._cron_certificates()
        self.assertEqual(line.filtered("survey_id").expiration_status, "expired")

    def test_an_ending_certificate_can_be_renewed_by_its_holder(self):
        self._take_test(self.seller)
        (certificate,) = self._certificates(self.seller)
        certificate.sudo().valid_until = self._today() + timedelta(days=5)
        action = certificate.with_user(self.seller).action_take_test()
        self.assertIn("/survey/start/", action["url"])
        with self.assertRaises(UserError):
            certificate.with_user(self.manager).action_take_test()

    def test_certificates_of_tests_are_the_servers(self):
        self._take_test(self.seller)
        (certificate,) = self._certificates(self.seller)
        certificates = self.env["tech.training.certificate"]
        vals = {"user_id": self.seller.id, "family_id": self.motors.id}
        with self.assertRaises(AccessError):
            certificates.with_user(self.seller).create(vals)
        with self.assertRaises(AccessError):
            certificate.with_user(self.seller).write({"valid_until": False})
        with self.assertRaises(AccessError):
            certificate.with_user(self.rival).read(["valid_until"])
        managers = certificate.with_user(self.manager)
        for change in ({"valid_until": False}, {"score": 1}, {"user_input_id": False}):
            with self.assertRaises(UserError):
                managers.write(change)
        with self.assertRaises(UserError):
            managers.unlink()
        with self.assertRaises(UserError):
            certificates.with_user(self.manager).create({**vals, "survey_id": self.survey.id})
        forged = certificates.with_user(self.manager).with_context(
            default_survey_id=self.survey.id, default_score=100
        )
        self.assertFalse(forged.create(vals).survey_id)
        managers.active = False
        self.assertTrue(self._create_quote(self.rival).tech_training_warning)

    def test_training_elsewhere_counts(self):
        made = (
            self.env["tech.training.certificate"]
            .with_user(self.manager)
            .create(
                {
                    "user_id": self.rival.id,
                    "family_id": self.motors.id,
                    "note": "At the maker's, no. 12",
                    "valid_until": self._today() + timedelta(days=100),
                }
            )
        )
        self.assertFalse(self._create_quote(self.rival).tech_training_warning)
        for user in (self.rival, self.manager):
            for name in ("company_id", *sorted(made._guarded_fields)):
                with self.subTest(name, user=user.login), self.assertRaises(AccessError):
                    made.with_user(user).write({name: False})
        made.valid_until = self._today()
        self.assertFalse(self._create_quote(self.rival).tech_training_warning)
        made.unlink()
        self.assertTrue(self._create_quote(self.rival).tech_training_warning)

    def test_warnings_cost_a_constant_number_of_queries(self):
        quotes = self.env["sale.order"].concat(*[self._create_quote(self.seller) for _ in "abc"])
        counts = []
        for orders in (quotes[:1], quotes):
            self.env.flush_all()
            self.env.invalidate_all()
            orders.mapped("order_line.product_id.tech_family_id.parent_path")
            before = self.env.cr.sql_log_count
            orders.mapped("tech_training_warning")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
