from datetime import timedelta

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..core.half_days import to_local
from .common import RentalCommon

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestRentalPortal(RentalCommon, HttpCase):
    """A customer and his bookings; another customer and the same addresses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "rental_guest", "base.group_portal")
        cls.stranger = new_test_user(cls.env, "rental_stranger", "base.group_portal")
        cls.customer = cls.user.partner_id
        cls.env.company.write({"rental_customer_hours": 24, "rental_customer_changes": True})
        cls.booking = cls._confirmed((cls.camera, 1), (cls.cable, 2), start=cls._monday(2))

    def _get(self, path):
        return self.url_open(f"/my/rentals{path}", allow_redirects=False)

    def _post(self, path, **values):
        page = self.url_open(f"/my/rentals/{self.booking.id}?{values.pop('query', '')}").text
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        return self.url_open(
            f"/my/rentals/{self.booking.id}{path}", data={"csrf_token": token, **values}
        )

    def _local(self, moment):
        return to_local(moment, "Europe/Paris").strftime("%Y-%m-%dT%H:%M")

    def test_the_list_tells_coming_from_past(self):
        self.authenticate("rental_guest", "rental_guest")
        self.assertIn(self.booking.name, self._get("").text)
        self.assertNotIn(self.booking.name, self._get("?shown=past").text)
        home = self.url_open("/my/counters", json={"params": {"counters": ["rental_count"]}})
        self.assertEqual(home.json()["result"]["rental_count"], 1)

    def test_the_page_the_calendar_and_the_slips_are_the_customers_own(self):
        slip = self._depart(self.booking)
        paths = ("", "/calendar.ics", f"/slip/{slip.id}")
        self.authenticate("rental_guest", "rental_guest")
        for path in paths[:2]:
            answer = self._get(f"/{self.booking.id}{path}")
            self.assertEqual(answer.status_code, 200, path)
        self.assertIn("noindex", self._get(f"/{self.booking.id}").headers["X-Robots-Tag"])
        other = self._depart(self._confirmed((self.cable, 1)))
        with mute_logger("odoo.http"):
            self.assertEqual(self._get(f"/{self.booking.id}/slip/{other.id}").status_code, 404)
            for login in ("rental_stranger", None):
                self.authenticate(login, login)
                for path in paths:
                    answer = self._get(f"/{self.booking.id}{path}")
                    self.assertEqual(answer.status_code, 404, f"{login} {path}")

    def test_a_stranger_changes_nothing(self):
        booking = self._confirmed((self.cable, 1), partner_id=self.stranger.partner_id.id)
        self.authenticate("rental_guest", "rental_guest")
        page = self._get(f"/{self.booking.id}").text
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        with mute_logger("odoo.http"):
            for path in ("confirm", "cancel", "change"):
                answer = self.url_open(
                    f"/my/rentals/{booking.id}/{path}",
                    data={"csrf_token": token, "end": "2031-01-01T10:00", "sure": "1"},
                )
                self.assertEqual(answer.status_code, 404)
                forged = self.url_open(f"/my/rentals/{self.booking.id}/{path}", data={"sure": "1"})
                self.assertEqual(forged.status_code, 400, "without the token of the form")
        self.assertEqual((booking.rental_state, self.booking.rental_state), ("confirmed",) * 2)

    def test_a_colleague_without_the_desk_answers_for_no_customer(self):
        for role in ("technician", "accountant"):
            group = f"rental_booking.group_rental_booking_{role}"
            colleague = new_test_user(self.env, f"rental_{role}", group)
            self.assertTrue(self.booking.with_user(colleague).has_access("write"), "Odoo's rights")
            self.authenticate(colleague.login, colleague.login)
            with mute_logger("odoo.http"):
                self.assertEqual(self._post("/cancel", reason="no").status_code, 404, role)
        self.booking.invalidate_recordset()
        self.assertEqual(self.booking.rental_state, "confirmed")

    def test_a_link_that_is_only_opened_confirms_nothing(self):
        proposal = self._booking((self.cable, 1))
        proposal.action_rental_submit()
        proposal.action_rental_propose()
        proposal._portal_ensure_token()
        link = f"/{proposal.id}?access_token={proposal.access_token}"
        self.booking = proposal
        self.authenticate(None, None)
        self.assertIn("Order with obligation to pay", self._get(link).text)
        with mute_logger("odoo.http"):
            self.assertIn(self._get(f"/{proposal.id}/confirm").status_code, (404, 405))
        self.assertEqual(proposal.rental_state, "proposed")
        answer = self._post(
            "/confirm",
            query=f"access_token={proposal.access_token}",
            access_token=proposal.access_token,
        )
        self.assertIn("your booking is confirmed", answer.text)
        self.assertEqual(proposal.rental_state, "confirmed")

    def test_a_quotation_is_shown_once_it_is_sent(self):
        quote = self._booking((self.cable, 1))
        quote._portal_ensure_token()
        link = f"/{quote.id}?access_token={quote.access_token}"
        self.authenticate(None, None)
        with mute_logger("odoo.http"):
            self.assertEqual(self._get(link).status_code, 404, "the desk still fills it in")
        quote.action_quotation_sent()
        self.assertIn("Order with obligation to pay", self._get(link).text)
        quote.require_payment = True
        self.assertIn("Pay and confirm", self._get(link).text)
        quote.validity_date = "2020-01-01"
        self.assertNotIn("Pay and confirm", self._get(link).text)

    def test_a_proposal_whose_goods_went_meanwhile_goes_to_the_desk(self):
        proposal = self._booking((self.camera, 3))
        proposal.action_rental_submit()
        proposal.action_rental_propose()
        other = self._confirmed((self.camera, 1))
        proposal._portal_ensure_token()
        self.booking, token = proposal, proposal.access_token
        self.authenticate(None, None)
        answer = self._post("/confirm", query=f"access_token={token}", access_token=token)
        self.assertIn("no longer free", answer.text)
        self.assertNotIn(other.name, answer.text)
        proposal.invalidate_recordset()
        self.assertEqual(proposal.rental_state, "proposed")
        self.assertIn("no longer free", proposal.activity_ids[:1].summary)

    def test_other_dates_are_shown_with_their_price_then_taken(self):
        self.authenticate("rental_guest", "rental_guest")
        before = self.booking.amount_total
        end = self.booking.rental_end + DAY
        values = {"start": self._local(self.booking.rental_start), "end": self._local(end)}
        answer = self._post("/change", **values)
        self.assertIn("All is free", answer.text)
        self.assertNotEqual(self.booking.rental_end, end)
        self.assertEqual(self.booking.amount_total, before)
        self._post("/change", sure="1", **values)
        self.booking.invalidate_recordset()
        self.assertEqual(self.booking.rental_end, end)
        self.assertGreater(self.booking.amount_total, before)

    def test_dates_that_are_taken_are_only_asked_for(self):
        self._confirmed((self.camera, 3), start=self.booking.rental_end + 3 * DAY)
        self.authenticate("rental_guest", "rental_guest")
        values = {
            "start": self._local(self.booking.rental_start),
            "end": self._local(self.booking.rental_end + 5 * DAY),
        }
        answer = self._post("/change", **values)
        self.assertIn("Not free like this", answer.text)
        before = self.booking.rental_end
        self._post("/change", sure="1", **values)
        self.booking.invalidate_recordset()
        self.assertEqual(self.booking.rental_end, before)
        self.assertIn(
            "The customer wants to change the booking", self.booking.activity_ids.mapped("summary")
        )

    def test_cancelling_in_time_is_done_and_later_is_asked(self):
        self.authenticate("rental_guest", "rental_guest")
        self.env.company.rental_customer_hours = 24 * 60
        self._post("/cancel", reason="ill")
        self.assertEqual(self.booking.rental_state, "confirmed")
        self.assertIn("The customer wants to cancel", self.booking.activity_ids.mapped("summary"))
        self.env.company.rental_customer_hours = 24
        self._post("/cancel", reason="ill")
        self.booking.invalidate_recordset()
        self.assertEqual(self.booking.rental_state, "cancelled")
        self.assertIn("ill", self.booking.rental_cancel_words)
