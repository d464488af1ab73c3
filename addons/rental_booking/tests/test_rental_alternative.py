from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import RentalCommon


@tagged("post_install", "-at_install")
class TestRentalAlternative(RentalCommon, HttpCase):
    """A booking is short: its ways out, the proposal in two clicks, the customer's answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "alternative_guest", "base.group_portal")
        new_test_user(cls.env, "alternative_stranger", "base.group_portal")
        cls.desk = new_test_user(
            cls.env, "alternative_desk", "rental_booking.group_rental_booking_desk"
        )
        cls.customer = cls.user.partner_id
        cls.customer.email = "guest@example.com"
        cls.colleague = cls.env["res.partner"].create({"name": "Colleague"})
        cls.camera.write({"seller_ids": [(0, 0, {"partner_id": cls.colleague.id, "price": 40.0})]})
        cls.other = cls._create_product("Camera B", tracking="serial", list_price=120.0)
        cls._receive_units(cls.other, cls.shop, "B-1", "B-2")
        cls._receive_units(cls.camera, cls.other_shop, "CAM-L1")
        cls.camera.rental_substitute_ids = cls.other.product_tmpl_id
        cls.env.company.write({"rental_hold_hours": 0, "rental_mails": True})
        cls.taken = cls._confirmed(
            (cls.camera, 2), partner_id=cls.env["res.partner"].create({"name": "First"}).id
        )
        cls.booking = cls._booking((cls.camera, 2))  # two wanted, one free
        cls.booking.action_rental_submit()
        cls.booking.action_rental_propose()

    def _open(self, user=None):
        action = self.booking.with_user(user or self.env.user).action_rental_ways_out()
        wizard = self.env["rental.alternative"].with_user(user or self.env.user)
        return wizard.browse(action["res_id"])

    def _take(self, kind, user=None, **values):
        wizard = self._open(user)
        wizard.way_ids.chosen = False
        way = wizard.way_ids.filtered(lambda own: own.kind == kind)[:1]
        way.write({"chosen": True, **values})
        wizard.action_take()
        return self.booking.rental_proposal_ids[:1]

    def test_the_ways_are_ranked_and_the_best_is_ticked(self):
        self.assertEqual(self.booking.rental_state, "to_process")
        self.assertEqual(self.booking.rental_short_words, "1 × Camera")
        ways = self._open().way_ids
        kinds = ways.mapped("kind")
        self.assertEqual(kinds[:2], ["transfer", "substitute"])
        self.assertEqual(kinds[-1], "subrent")
        self.assertIn("later", kinds)
        self.assertEqual(ways.filtered("chosen"), ways[0])
        self.assertEqual(ways[0].warehouse_id, self.other_shop)
        self.assertEqual((ways[1].product_id, ways[1].quantity), (self.other, 1.0))
        self.assertEqual((ways[-1].partner_id, ways[-1].cost), (self.colleague, 40.0))
        found = self.env["sale.order"].search(
            self.env["sale.order"]._rental_get_desk_domains()["to_process"]
        )
        self.assertIn(self.booking, found)

    def test_a_transfer_needs_no_customer_and_the_offer_leaves(self):
        with self.assertRaises(AccessError):
            self._take("transfer", self.desk)
        self._take("transfer")
        self.assertFalse(self.booking.rental_has_shortage)
        self.assertEqual(self.booking.rental_state, "proposed")
        with self._assert_refused("not short of anything"):
            self.booking.action_rental_ways_out()

    def test_a_sub_rental_is_noted_with_its_cost(self):
        self._take("subrent", cost=35.0)
        row = self.env["rental.occupation"].search(
            [("kind", "=", "supply"), ("partner_id", "=", self.colleague.id)]
        )
        self.assertEqual((row.quantity, row.rental_cost), (-1.0, 35.0))
        self.assertEqual(self.booking.rental_state, "proposed")

    def test_two_clicks_and_the_customer_takes_the_substitute(self):
        proposal = self._take("substitute", self.desk)
        self.assertEqual(proposal.state, "sent")
        self.assertEqual(proposal.amount_before, proposal.amount_after, "at the agreed price")
        self.assertEqual(self.booking.order_line.product_id, self.camera, "nothing changed yet")
        free = self.other._get_rental_availability(
            self.shop, self.booking.rental_start, self.booking.rental_end
        )
        self.assertEqual(free[self.other.id].available, 1.0, "one is held for him")
        mail = self.booking.message_ids.filtered(lambda own: self.customer in own.partner_ids)[:1]
        page = f"/my/rentals/{self.booking.id}/alternative/{proposal.id}"
        self.assertIn(page, mail.body)
        self.assertIn("Camera B", mail.body)
        self.authenticate("alternative_guest", "alternative_guest")
        self.assertIn(page, self.url_open(f"/my/rentals/{self.booking.id}").text)
        self.assertIn("Camera B", self.url_open(page).text)
        self.assertEqual(proposal.state, "sent", "a page only shows")
        answer = self._post(page, "accept")
        self.assertIn("told=confirmed", answer.url)
        self.assertEqual((proposal.state, self.booking.rental_state), ("accepted", "confirmed"))
        goods = {line.product_id: line.product_uom_qty for line in self.booking.order_line}
        self.assertEqual(goods, {self.camera: 1.0, self.other: 1.0})
        self.assertEqual(self.booking.amount_untaxed, 200.0)
        self.assertFalse(proposal.occupation_ids)
        told = self._post(page, "accept")
        self.assertIn("no longer open", told.text)
        kinds = self.booking.rental_notice_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds, ["alternative", "confirmed"])

    def _post(self, page, what, **values):
        shown = self.url_open(f"/my/rentals/{self.booking.id}").text
        token = shown.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        return self.url_open(f"{page}/{what}", data={"csrf_token": token, **values})

    def test_a_later_hour_moves_the_whole_booking(self):
        start = self.booking.rental_start
        proposal = self._take("later")
        self.assertGreater(proposal.line_ids.date_start, start)
        self.assertEqual(proposal._accept(), "confirmed")
        self.assertGreater(self.booking.rental_start, start)
        self.assertEqual(self.booking.rental_state, "confirmed")

    def test_what_went_meanwhile_is_told_to_the_desk(self):
        proposal = self._take("later")
        moment = proposal.line_ids.date_start
        self._confirmed((self.camera, 3), start=moment + timedelta(hours=9), hours=1)
        self.assertEqual(proposal._accept(), "short")
        self.assertEqual(proposal.state, "withdrawn")
        self.assertEqual(self.booking.rental_state, "to_process")
        self.assertIn("no longer free", "".join(self.booking.activity_ids.mapped("summary")))

    def test_a_contact_takes_no_alternative_above_his_limit(self):
        proposal = self._take("substitute")
        self.customer.rental_asks_only = True
        self.assertEqual(proposal._accept(), "colleague")
        self.assertEqual((proposal.state, self.booking.rental_state), ("sent", "to_process"))
        self.customer.write(
            {"rental_asks_only": False, "rental_confirm_limit": proposal.amount_after}
        )
        self.assertEqual(proposal.with_user(self.user).sudo()._accept(), "confirmed")

    def test_declined_withdrawn_expired(self):
        proposal = self._take("substitute")
        self.assertEqual(proposal._decline("too heavy"), "asked")
        self.assertFalse(proposal.occupation_ids)
        self.assertIn("too heavy", "".join(self.booking.activity_ids.mapped("note")))
        second = self._take("substitute", product_id=self.other.id)
        third = self._take("later")
        self.assertEqual((second.state, third.state), ("withdrawn", "sent"))
        late = freeze_time(third.valid_until + timedelta(minutes=1))
        with late, self._assert_refused("no longer open"):
            third._accept()
        self.booking._action_cancel()
        self.assertEqual(third.state, "withdrawn")

    def test_a_firm_booking_at_risk_takes_a_substitute_too(self):
        firm = self.taken
        firm.partner_id = self.customer
        self.booking._action_cancel()
        self.env["rental.occupation"].create(
            {
                "kind": "block",
                "product_id": self.cable.id,
                "warehouse_id": self.shop.id,
                "date_start": firm.rental_start,
                "date_end": firm.rental_end,
            }
        )
        lost = self.units[:2]
        for lot in lost:
            self.env["stock.quant"]._update_available_quantity(
                self.camera, self.shop.lot_stock_id, -1, lot_id=lot
            )
        self.env.invalidate_all()
        self.booking = firm
        proposal = self._take("substitute")
        self.assertEqual(proposal._accept(), "confirmed")
        self.assertEqual(firm.rental_state, "confirmed")
        self.assertFalse(firm.rental_has_shortage)

    def test_another_customer_and_the_desk_of_nobody(self):
        proposal = self._take("substitute")
        page = f"/my/rentals/{self.booking.id}/alternative/{proposal.id}"
        foreign = f"/my/rentals/{self.taken.id}/alternative/{proposal.id}"
        for login, path in (("alternative_stranger", page), (None, page)):
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                self.assertEqual(self.url_open(path).status_code, 404, login)
        self.taken.partner_id = self.customer
        self.authenticate("alternative_guest", "alternative_guest")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(foreign).status_code, 404, "of another booking")
        technician = new_test_user(
            self.env, "alternative_tech", "rental_booking.group_rental_booking_technician"
        )
        with self.assertRaises(AccessError):
            proposal.with_user(technician).action_withdraw()
        with self.assertRaises(AccessError):
            proposal.with_user(self.desk).state = "accepted"
        with self.assertRaises(AccessError):
            self.env["rental.alternative"].with_user(technician).create(
                {"order_id": self.booking.id}
            )
        proposal.with_user(self.desk).action_withdraw()
        self.assertEqual(proposal.state, "withdrawn")
