import re
from datetime import timedelta
from io import BytesIO

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..core.half_days import to_local
from .common import RentalCommon, picture

DAY = timedelta(days=1)
PDF = b"%PDF-1.4 insurance"


class RentalGuest(RentalCommon, HttpCase):
    """A customer with a login, a stranger with one, and somebody who only holds a link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "rental_guest", "base.group_portal")
        cls.stranger = new_test_user(cls.env, "rental_stranger", "base.group_portal")
        cls.customer = cls.user.partner_id
        cls.env.company.write(
            {
                "rental_customer_hours": 24,
                "rental_customer_changes": True,
                "rental_cancel_fee": 0.25,
            }
        )
        cls.booking = cls._confirmed((cls.camera, 1), (cls.cable, 2), start=cls._monday(2))
        cls.booking._portal_ensure_token()

    def _login(self, login="rental_guest"):
        self.authenticate(login, login)

    def _page(self, path="", booking=None, link=True):
        booking = booking or self.booking
        query = f"?access_token={booking.access_token}" if link else ""
        return self.url_open(f"/my/rentals/{booking.id}{path}{query}")

    def _send(self, path, booking=None, files=None, link=True, **values):
        booking = booking or self.booking
        token = re.search(
            r'name="csrf_token"\s+value="([^"]+)"', self._page(booking=booking, link=link).text
        ).group(1)
        if link:
            values["access_token"] = booking.access_token
        answer = self.url_open(
            f"/my/rentals/{booking.id}{path}", data={"csrf_token": token, **values}, files=files
        )
        self.env.invalidate_all()
        return answer

    def _typed(self, moment):
        return to_local(moment, "Europe/Paris").strftime("%Y-%m-%dT%H:%M")

    def _quantities(self, *numbers):
        return {
            f"quantity_{line.id}": str(number)
            for line, number in zip(self.booking.order_line, numbers, strict=True)
        }

    def _told(self):
        return self.booking.activity_ids.mapped("summary")


@tagged("post_install", "-at_install")
class TestRentalCustomer(RentalGuest):
    def test_other_quantities_are_shown_with_their_price_then_taken(self):
        self._login()
        typed = {
            "start": self._typed(self.booking.rental_start),
            "end": self._typed(self.booking.rental_end),
        }
        camera, cable = self.booking.order_line
        answer = self._send("/change", **typed, **self._quantities(2, 5))
        self.assertIn("All is free", answer.text)
        self.assertEqual((camera.product_uom_qty, cable.product_uom_qty), (1, 2))
        self._send("/change", sure="1", **typed, **self._quantities(2, 5))
        self.assertEqual((camera.product_uom_qty, cable.product_uom_qty), (2, 5))
        self.assertEqual(self.booking.amount_total, 225)
        answer = self._send("/change", **typed, **self._quantities(4, 5))
        self.assertIn("Not free like this", answer.text)
        self._send("/change", sure="1", **typed, **self._quantities(4, 0))
        self.assertEqual(camera.product_uom_qty, 2)
        self.assertIn("The customer wants to change the booking", self._told())
        answer = self._send("/change", sure="1", **typed, **self._quantities(0, 0))
        self.assertIn("would be empty", answer.text)
        self.assertEqual(camera.product_uom_qty, 2)

    def test_forged_quantities_dates_and_lines_come_to_nothing(self):
        other = self._confirmed((self.cable, 1))
        self._login()
        before = self.booking.amount_total
        for number in ("-1", "1e3", "many", "1000"):
            answer = self._send("/change", sure="1", **self._quantities(number, 2))
            self.assertIn("not understood", answer.text, number)
        stranger_line = other.order_line
        self._send("/change", sure="1", **{f"quantity_{stranger_line.id}": "9"})
        self.assertEqual(stranger_line.product_uom_qty, 1)
        for end in ("yesterday", "2026-13-45T10:00"):
            self.assertIn("not understood", self._send("/change", sure="1", end=end).text)
        long_ago = self._typed(self.booking.rental_start - 400 * DAY)
        self.assertIn("must be after", self._send("/change", sure="1", end=long_ago).text)
        for year in ("9999-12-31T23:59", "0001-01-01T00:00"):
            for values in ({"start": year}, {"end": year}, {"end": year, "sure": "1"}):
                answer = self._send("/change", **values)
                self.assertEqual(answer.status_code, 200, values)
                self.assertIn("not understood", answer.text)
        self._send("/change", sure="1", price_unit="1", amount_total="1", **self._quantities(1, 2))
        self.assertEqual(self.booking.amount_total, before)

    def test_the_link_alone_asks_for_what_is_out(self):
        self._depart(self.booking)
        end = self.booking.rental_end
        later = {"end": self._typed(end + DAY)}
        self.authenticate(None, None)
        self.assertIn("Ask for this change", self._send("/change", **later).text)
        self._send("/change", sure="1", **later)
        self.assertEqual(self.booking.rental_end, end)
        self.assertIn("The customer wants to change the booking", self._told())
        self._login()
        self._send("/change", sure="1", link=False, **later)
        self.assertEqual(self.booking.rental_end, end + DAY)

    def test_what_is_out_keeps_its_quantities(self):
        self._depart(self.booking)
        self._login()
        page = self._page().text
        self.assertIn("Keep it longer", page)
        self.assertNotIn("quantity_", page)
        answer = self._send("/change", sure="1", **self._quantities(1, 9))
        self.assertIn("no longer possible here", answer.text)
        self.assertEqual(self.booking.order_line[1].product_uom_qty, 2)

    def test_the_fee_is_told_before_it_is_taken(self):
        self._login()
        self.assertIn("Cancelling now costs nothing", self._page().text)
        invoice = self.booking._create_invoices()
        invoice.action_post()
        self.assertEqual(self.booking._rental_get_cancel_fee(), (110, 27.5))
        page = self._page().text
        self.assertIn("27.50", page)
        self.assertIn("Possible here until", page)
        self._send("/cancel", reason="too\0late")
        kept = self.booking.order_line.filtered(lambda line: line.rental_charge == "cancellation")
        self.assertEqual((self.booking.rental_state, kept.price_unit), ("cancelled", 27.5))

    def test_past_bookings_show_slips_photos_invoices_and_payments(self):
        slip = self._slip(self.booking, "departure")
        slip.add_photo(slip.line_ids[0].id, "front.png", picture())
        photo = slip.line_ids.photo_ids
        self._login()
        with mute_logger("odoo.http"):
            answer = self._page(f"/photo/{photo.id}")
        self.assertEqual(answer.status_code, 404, "not before it is signed")
        self._depart(self.booking)
        self._return(self.booking)
        self.booking.action_rental_close()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.booking.invoice_ids.ids
        ).create({})._create_payments()
        page = self._page().text
        for words in (slip.name, self.booking.invoice_ids.name, "Payments", "Photos", "front.png"):
            self.assertIn(words, page)
        small = self._page(f"/photo/{photo.id}")
        self.assertEqual(small.headers["Content-Type"].split("/")[0], "image")
        self._login("rental_stranger")
        with mute_logger("odoo.http"):
            for path in (f"/photo/{photo.id}", f"/slip/{slip.id}", "", "/pay"):
                self.assertEqual(self._page(path, link=False).status_code, 404, path)

    def test_a_photo_belongs_to_its_booking(self):
        other = self._confirmed((self.cable, 1))
        slip = self._depart(other)
        photo = self.env["rental.slip.photo"].create(
            {"line_id": slip.line_ids[0].id, "name": "x", "image": picture()}
        )
        self._login()
        with mute_logger("odoo.http"):
            self.assertEqual(self._page(f"/photo/{photo.id}").status_code, 404)


@tagged("post_install", "-at_install")
class TestRentalPapers(RentalGuest):
    """Identity and insurance: handed in by the customer, checked by the desk, read by no other."""

    def _hand_in(self, content=PDF, name="insurance.pdf", **values):
        return self._send(
            "/papers",
            files={"upload": (name, BytesIO(content), "application/pdf")},
            **{"kind": "insurance", **values},
        )

    def _papers(self):
        self.env.invalidate_all()
        return self.env["rental.document"].search([("partner_id", "=", self.customer.id)])

    def test_a_guest_hands_in_by_the_link_and_reads_no_file(self):
        self.authenticate(None, None)
        until = self.booking.rental_end.date()
        answer = self._hand_in(expires_on=(until - DAY).isoformat())
        self.assertIn("We have your document", answer.text)
        paper = self._papers()
        self.assertEqual((paper.state, paper.kind), ("new", "insurance"))
        self.assertIn("holds until", self.booking.rental_papers)
        answer = self.url_open(f"/my/rental-documents/{paper.id}", allow_redirects=False)
        self.assertEqual(answer.status_code, 303, "asks for a login")

    def test_only_pdf_and_pictures_are_taken_whatever_they_are_called(self):
        self._login()
        for content in (b"<svg onload=alert(1)>", b"MZ virus", b""):
            self.assertIn("is no PDF", self._hand_in(content).text)
        self.assertIn("what kind", self._hand_in(kind="passport").text)
        self.assertIn("not understood", self._hand_in(expires_on="soon").text)
        self.assertFalse(self._papers())
        self._hand_in(name="../../evil.html")
        answer = self.url_open(f"/my/rental-documents/{self._papers().id}")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", answer.headers["Content-Disposition"])

    def test_papers_are_their_owners_and_the_desks(self):
        self._login()
        self._hand_in()
        paper = self._papers()
        self.assertEqual(self.url_open(f"/my/rental-documents/{paper.id}").content, PDF)
        self._login("rental_stranger")
        page = self.url_open("/my/rental-documents").text
        self.assertNotIn("insurance.pdf", page)
        token = re.search(r'name="csrf_token"\s+value="([^"]+)"', page).group(1)
        with mute_logger("odoo.http"):
            read = self.url_open(f"/my/rental-documents/{paper.id}")
            gone = self.url_open(
                f"/my/rental-documents/{paper.id}/remove", data={"csrf_token": token}
            )
        self.assertEqual((read.status_code, gone.status_code), (404, 404))
        with self.assertRaises(AccessError):
            paper.with_user(self.stranger).read(["content"])

    def test_the_desk_checks_and_nobody_writes_the_check(self):
        desk = new_test_user(self.env, "paper_desk", "rental_booking.group_rental_booking_desk")
        self._login()
        self._hand_in()
        paper = self._papers().with_user(desk)
        with self.assertRaises(AccessError):
            paper.write({"state": "accepted"})
        with self.assertRaises(UserError):
            paper.action_refuse()
        paper.action_accept()
        self.assertEqual((paper.state, paper.checked_by), ("accepted", desk))
        self.assertFalse(self.booking.rental_papers)
        paper.expires_on = self.booking.rental_end.date() - DAY
        self.assertEqual(paper.state, "new", "another paper is checked again")
        forged = self.env["rental.document"].with_user(desk)
        with self.assertRaises(AccessError):
            forged.create({**self._values(), "state": "accepted"})
        forged = forged.with_context(default_state="accepted").create(self._values())
        self.assertEqual(forged.state, "new")

    def _values(self):
        return {
            "partner_id": self.customer.id,
            "kind": "other",
            "content": picture(),
            "file_name": "x.png",
        }

    def test_another_company_or_reason_is_checked_again_and_the_file_is_sealed(self):
        desk = new_test_user(self.env, "paper_seal", "rental_booking.group_rental_booking_desk")
        paper = self.env["rental.document"].with_user(desk).create(self._values())
        for values in ({"refusal": "No"}, {"company_id": self.env.company.id}, {"kind": "other"}):
            paper.action_accept()
            paper.write(values)
            self.assertEqual((paper.state, paper.checked_by.id), ("new", False), values)
        paper.action_accept()
        file = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "rental.document"),
                ("res_field", "=", "content"),
                ("res_id", "=", paper.id),
            ]
        )
        for attack in (lambda own: own.write({"datas": picture()}), lambda own: own.unlink()):
            with self.assertRaises(AccessError):
                attack(file.with_user(desk))
        with self.assertRaises(AccessError):
            paper.by_link = True

    def test_a_guest_takes_none_of_the_customers_places(self):
        values = {**self._values(), "by_link": True}
        self.env["rental.document"].create([values for _number in range(4)])
        self.authenticate(None, None)
        for words in ("We have your document", "have to check 5 documents first"):
            self.assertIn(words, self._hand_in(name="x\0.pdf").text)
        self.assertEqual(self._papers().mapped("by_link"), [True] * 5)
        self._login()
        self.assertIn("We have your document", self._hand_in().text)
        self.assertEqual(self._papers().mapped("by_link").count(False), 1)

    def test_twenty_papers_are_enough(self):
        self.env["rental.document"].create([self._values() for _number in range(20)])
        self._login()
        self.assertIn("Take an old one out", self._hand_in().text)


@tagged("post_install", "-at_install")
class TestRentalContacts(RentalGuest):
    """Several contacts of one company: who sees what, who binds it up to how much."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house = cls.env["res.partner"].create({"name": "Studio", "is_company": True})
        cls.boss = new_test_user(cls.env, "rental_boss", "base.group_portal", email="b@example.com")
        (cls.user.partner_id | cls.boss.partner_id).parent_id = cls.house
        cls.offer = cls._booking((cls.cable, 4))
        cls.offer.action_rental_submit()
        cls.offer.action_rental_propose()
        cls.offer._portal_ensure_token()

    def _confirm(self, login):
        self._login(login)
        answer = self._send("/confirm", booking=self.offer, link=False)
        return answer.text

    def test_above_his_limit_a_colleague_confirms(self):
        self.user.partner_id.rental_confirm_limit = 10
        self.assertIn("above your limit", self._confirm("rental_guest"))
        self.assertEqual(self.offer.rental_state, "proposed")
        self.assertIn(self.boss.partner_id, self.offer.message_ids.notified_partner_ids)
        self.assertIn("your booking is confirmed", self._confirm("rental_boss"))
        self.assertEqual(self.offer.rental_state, "confirmed")
        self.assertIn("no longer possible", self._confirm("rental_boss"), "the form used again")

    def test_who_only_asks_never_confirms_also_by_the_link_of_his_mail(self):
        self.user.partner_id.rental_asks_only = True
        self.boss.partner_id.rental_asks_only = True
        self.authenticate(None, None)
        self.assertIn("above your limit", self._send("/confirm", booking=self.offer).text)
        self.assertEqual(self.offer.rental_state, "proposed")
        self.assertIn("above his limit", self.offer.activity_ids.mapped("summary")[0])

    def test_who_sees_his_own_only_finds_no_colleagues_booking(self):
        self._login("rental_boss")
        self.assertIn(self.offer.name, self.url_open("/my/rentals").text)
        self.boss.partner_id.rental_own_only = True
        self.assertNotIn(self.offer.name, self.url_open("/my/rentals").text)
        with mute_logger("odoo.http"):
            answer = self._page(booking=self.offer, link=False)
        self.assertEqual(answer.status_code, 404)
        self.boss.partner_id.rental_own_only = False
        self.assertEqual(self._page(booking=self.offer, link=False).status_code, 200)

    def _sign(self, login):
        """As Odoo's own page of a quotation sends a signature."""
        self.authenticate(login, login)
        answer = self.make_jsonrpc_request(
            f"/my/orders/{self.offer.id}/accept",
            {
                "access_token": self.offer.access_token,
                "name": "A\0b",
                "signature": picture(),
            },
        )
        self.env.invalidate_all()
        return answer.get("error", "")

    def test_a_signature_on_odoos_page_binds_no_more_than_his_own_page(self):
        self.offer.require_signature = True
        self.user.partner_id.rental_confirm_limit = 10
        for login in ("rental_guest", None):
            self.assertIn("above your limit", self._sign(login), login)
            self.assertEqual(self.offer.rental_state, "proposed")
            self.assertFalse(self.offer.signature)
        self.assertIn(self.boss.partner_id, self.offer.message_ids.notified_partner_ids)
        with self._assert_refused("above your limit"):
            self.offer.with_user(self.user).sudo()._validate_order()  # any other way
        self.offer.invalidate_recordset()
        self.assertEqual(self._sign("rental_boss"), "")
        self.assertEqual((self.offer.rental_state, self.offer.signed_by), ("confirmed", "Ab"))

    def test_what_the_house_has_not_offered_is_not_signed(self):
        self.offer = self._booking((self.cable, 1), require_signature=True)
        self.offer.action_rental_submit()
        self.offer._portal_ensure_token()
        self.assertIn("no longer possible here", self._sign("rental_guest"))
        self.assertEqual(self.offer.rental_state, "requested")

    def test_a_change_above_his_limit_is_asked_for(self):
        self.user.partner_id.rental_confirm_limit = 130
        self._login()
        camera = self.booking.order_line[0]
        self._send("/change", sure="1", **self._quantities(2, 2))
        self.assertEqual(camera.product_uom_qty, 1)
        self.assertIn("The customer wants to change the booking", self._told())
        self._send("/change", sure="1", **self._quantities(1, 4))
        self.assertEqual(self.booking.amount_total, 120)

    def test_a_limit_is_an_amount(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self.user.partner_id.rental_confirm_limit = -5
        for fee in (-0.1, 1.5, float("nan")):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.env.company.rental_cancel_fee = fee
