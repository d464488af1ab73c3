from datetime import timedelta

from odoo.tests import freeze_time, tagged
from odoo.tools import format_datetime

from .common import RentalCommon

CRONS = ("late", "remind", "notify", "expired", "missing")


@tagged("post_install", "-at_install")
class TestRentalNotice(RentalCommon):
    """The mails of a booking from the request to the return, however often the jobs run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.customer = cls.customer.with_env(cls.env)
        cls.customer.email = "camille@example.com"
        cls.env.company.write({"rental_mails": True, "rental_hold_hours": 48})
        cls.monday = cls._monday(2)

    def _run_crons(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            for _time in range(5):
                for name in CRONS:
                    self.env.ref(f"rental_booking.ir_cron_rental_{name}").method_direct_trigger()
            self.env.invalidate_all()

    def _kinds(self, booking):
        return booking.rental_notice_ids.sorted("id").mapped("kind")

    def test_a_booking_that_leaves_and_stays_out(self):
        with freeze_time(self.monday):
            booking = self._booking((self.cable, 1), start=self.monday + timedelta(days=3))
            booking.action_confirm()
        self.assertEqual(self._kinds(booking), ["confirmed"])
        calendar = booking.message_ids.attachment_ids.filtered(
            lambda file: file.mimetype == "text/calendar"
        )
        self.assertIn(b"BEGIN:VEVENT", calendar.raw)
        self._run_crons(self.monday + timedelta(days=1))
        self.assertEqual(self._kinds(booking), ["confirmed"], "more than a day ahead")
        self._run_crons(self.monday + timedelta(days=2, hours=14))
        self.assertEqual(self._kinds(booking), ["confirmed"], "it is night")
        self._run_crons(self.monday + timedelta(days=2, hours=4))
        self.assertEqual(self._kinds(booking), ["confirmed", "departure"])
        with freeze_time(self.monday + timedelta(days=3)):
            self._depart(booking)
        self._run_crons(self.monday + timedelta(days=3, hours=2))
        self._run_crons(self.monday + timedelta(days=4))
        self.assertEqual(self._kinds(booking), ["confirmed", "departure", "comeback", "late"])
        with freeze_time(self.monday + timedelta(days=4)):
            booking.rental_end = self.monday + timedelta(days=5, hours=2)
        self._run_crons(self.monday + timedelta(days=4, hours=4))
        self.assertEqual(self._kinds(booking)[4:], ["comeback"], "the new return is told again")

    def test_the_whole_chain_each_mail_once(self):
        """Three bookings, all crons five times at every turn: one answered that loses something,
        one silent, one nobody fetches."""
        at, day = self.monday, timedelta(days=1)
        with freeze_time(at):
            answered = self._booking((self.cable, 2), start=at + 3 * day, hours=6)
            silent = self._booking((self.cable, 1), start=at + 2 * day)
            missed = self._booking((self.cable, 1), start=at + 2 * day)
            for booking in answered | silent | missed:
                booking.action_rental_submit()
                booking.action_rental_propose()
            missed._rental_portal_confirm()
            self.env.cr.execute("UPDATE rental_history SET date = %s", (at,))
        self._run_crons(at + timedelta(hours=25))
        with freeze_time(at + timedelta(hours=26)):
            answered._rental_portal_confirm()
        for hours in (28, 47.5, 49):
            self._run_crons(at + timedelta(hours=hours))
        with freeze_time(at + 3 * day):
            self._depart(answered)
        for hours in (73, 80):
            self._run_crons(at + timedelta(hours=hours))
        with freeze_time(at + 4 * day):
            self._return(answered, {0: ("missing", "left behind")})
        self._run_crons(at + 12 * day)
        told = ["request", "proposal", "reminder", "confirmed", "departure", "comeback", "late"]
        self.assertEqual(self._kinds(answered), [*told, "missing"])
        quiet = ["request", "proposal", "reminder", "hold", "cancelled"]
        self.assertEqual(self._kinds(silent), quiet)
        self.assertEqual(
            self._kinds(missed), ["request", "proposal", "confirmed", "departure", "cancelled"]
        )
        self.assertEqual((silent | missed).mapped("rental_cancel_kind"), ["no_answer", "no_show"])
        for booking in answered | silent | missed:
            mails = booking.message_ids.filtered(lambda mail: self.customer in mail.partner_ids)
            self.assertEqual(len(mails), len(booking.rental_notice_ids), booking.rental_state)
        self.assertIn("/my/rentals/", mails[-1].body)
        self.assertIn("access_token=", mails[-1].body)
        missing = answered.rental_missing_ids
        self.assertEqual(missing.mapped("state"), ["charged"])

    def test_quiet_hours_are_those_of_the_shop(self):
        self.shop.rental_tz = "Indian/Reunion"  # four hours ahead of UTC, the whole year
        with freeze_time(self.monday):
            booking = self._confirmed((self.cable, 1), start=self.monday + timedelta(days=2))
        late_evening = self.monday + timedelta(days=1, hours=9)  # 21:00 there
        self._run_crons(late_evening)
        self.assertEqual(self._kinds(booking), ["confirmed"])
        self._run_crons(self.monday + timedelta(days=1, hours=20, minutes=30))  # 08:30 there
        self.assertEqual(self._kinds(booking), ["confirmed", "departure"])

    def test_a_mail_names_what_is_out_and_its_own_return(self):
        due = self.monday + timedelta(days=3)
        with freeze_time(self.monday):
            booking = self._booking(
                (self.cable, 2), (self.camera, 1), start=self.monday, hours=24 * 9
            )
            booking.order_line[0].rental_end = due
            booking.action_confirm()
            slip = self._slip(booking, "departure")
            for line in slip.line_ids:
                status = "later" if line.product_id == self.camera else "ok"
                slip.set_line(line.id, {"status": status})
            self._sign(slip)
            booking._rental_send_notice("comeback")
        mail = booking.message_ids[0].body
        tz = self.shop.rental_tz
        self.assertIn(format_datetime(self.env, due, tz=tz, dt_format="short"), mail)
        self.assertIn("2 × Cable", mail)
        self.assertNotIn("Camera", mail)

    def test_what_a_job_does_at_night_is_told_in_the_morning(self):
        booking = self._booking((self.cable, 1), start=self.monday + timedelta(hours=16))
        booking.action_rental_submit()
        booking.action_rental_propose()
        mails = len(booking.message_ids.filtered(lambda mail: self.customer in mail.partner_ids))
        self._run_crons(self.monday + timedelta(hours=17))
        self.assertEqual(booking.rental_state, "cancelled", "nobody waits for the morning")
        waiting = booking.rental_notice_ids.filtered("waiting")
        self.assertEqual(set(waiting.mapped("kind")), {"reminder", "cancelled"})
        told = booking.message_ids.filtered(lambda mail: self.customer in mail.partner_ids)
        self.assertEqual(len(told), mails)
        self._run_crons(self.monday + timedelta(hours=24))
        self.assertFalse(booking.rental_notice_ids.filtered("waiting"))
        told = booking.message_ids.filtered(lambda mail: self.customer in mail.partner_ids)
        self.assertEqual(len(told), mails + 1, "no reminder of what was cancelled")

    def test_a_mail_that_waits_is_dropped_when_the_company_stops_its_mails(self):
        booking = self._booking((self.cable, 1), start=self.monday + timedelta(hours=16))
        booking.action_rental_submit()
        booking.action_rental_propose()
        self._run_crons(self.monday + timedelta(hours=17))
        self.assertTrue(booking.rental_notice_ids.filtered("waiting"))
        mails = len(booking.message_ids)
        self.env.company.rental_mails = False
        self._run_crons(self.monday + timedelta(hours=24))
        self.assertFalse(booking.rental_notice_ids.filtered("waiting"))
        self.assertEqual(len(booking.message_ids), mails)

    def test_no_mail_where_the_company_sends_none_or_nobody_reads_it(self):
        self.env.company.rental_mails = False
        self.assertFalse(self._confirmed((self.cable, 1)).rental_notice_ids)
        self.env.company.rental_mails = True
        self.customer.email = False
        self.assertFalse(self._confirmed((self.cable, 1)).rental_notice_ids)

    def test_mails_speak_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("rental_booking.mail_template_rental_confirmed")
        template.with_context(lang="fr_FR").subject = "Réservation confirmée {{ object.name }}"
        self.customer.lang = "fr_FR"
        booking = self._confirmed((self.cable, 1))
        mail = booking.message_ids.filtered(lambda mail: self.customer in mail.partner_ids)
        self.assertIn("Réservation confirmée", mail.subject)

    def test_the_reason_of_a_cancellation_is_told(self):
        booking = self._confirmed((self.cable, 1))
        booking.with_context(rental_reason="The shop burnt down")._action_cancel()
        mail = booking.message_ids.filtered(lambda mail: self.customer in mail.partner_ids)[:1]
        self.assertIn("The shop burnt down", mail.body)
        self.assertEqual(self._kinds(booking), ["confirmed", "cancelled"])
