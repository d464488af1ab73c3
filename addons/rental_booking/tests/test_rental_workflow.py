from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..core.token import trusted
from ..core.workflow import BOOKING_STATES, BOOKING_TRANSITIONS, TICKET_STATES, TICKET_TRANSITIONS
from .common import RentalCommon


@tagged("post_install", "-at_install")
class TestRentalWorkflow(RentalCommon):
    """14 states, 16 transitions; what is not listed is refused."""

    def test_every_pair_that_is_not_listed_is_refused(self):
        booking = self._booking((self.camera, 1))
        for state in BOOKING_STATES:
            trusted(booking).rental_state = state
            for name, step in BOOKING_TRANSITIONS.items():
                if state in step.sources:
                    continue
                with self.subTest(state=state, transition=name):
                    with self._assert_refused("is not possible now"):
                        booking._apply_transition(name)
                    self.assertEqual(booking.rental_state, state)

    def test_every_ticket_pair_that_is_not_listed_is_refused(self):
        ticket = self.env["repair.order"]._open_rental_ticket(self.camera, self.units[0], self.shop)
        for state in TICKET_STATES:
            trusted(ticket).rental_ticket_state = state
            for name, step in TICKET_TRANSITIONS.items():
                if state in step.sources:
                    continue
                with (
                    self.subTest(state=state, transition=name),
                    self._assert_refused("is not possible now"),
                ):
                    ticket._apply_transition(name)

    def test_each_transition_leaves_a_history_row_and_a_chatter_entry(self):
        booking = self._booking((self.camera, 1))
        messages = len(booking.message_ids)
        booking.action_rental_submit()
        step = booking.rental_history_ids
        self.assertRecordValues(
            step,
            [
                {
                    "transition": "submit",
                    "source": "draft",
                    "target": "requested",
                    "user_id": self.env.uid,
                }
            ],
        )
        self.assertGreater(len(booking.message_ids), messages)

    def test_a_request_that_is_available_is_proposed_else_escalated(self):
        easy = self._booking((self.camera, 1))
        easy.action_rental_submit()
        easy.action_rental_propose()
        self.assertEqual(easy.rental_state, "proposed")
        hard = self._booking((self.camera, 4))
        hard.action_rental_submit()
        hard.action_rental_propose()
        self.assertEqual(hard.rental_state, "to_process")
        self.assertIn("Find an alternative", hard.activity_ids.mapped("summary"))
        with self._assert_refused("1 too few"):
            hard.action_rental_offer()
        hard.order_line.product_uom_qty = 3
        hard.action_rental_offer()
        self.assertEqual(hard.rental_state, "proposed")

    def test_a_silent_proposal_is_reminded_once_after_a_day(self):
        booking = self._booking((self.camera, 1))
        booking.action_rental_submit()
        booking.action_rental_propose()
        cron = self.env.ref("rental_booking.ir_cron_rental_remind")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(booking.rental_state, "proposed")
        booking.rental_history_ids.date = fields.Datetime.now() - timedelta(hours=25)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(booking.rental_state, "reminded")
        booking.action_confirm()
        self.assertEqual(booking.rental_state, "confirmed")

    def test_what_nobody_confirmed_or_picked_up_is_cancelled(self):
        request = self._booking((self.camera, 1))
        request.action_rental_submit()
        no_show = self._confirmed((self.camera, 1))
        draft = self._booking((self.camera, 1))
        for booking in request | no_show | draft:
            self._out_since(booking, days=2)
        with self.enter_registry_test_mode():
            self.env.ref("rental_booking.ir_cron_rental_expired").method_direct_trigger()
        self.assertEqual(request.rental_state, "cancelled")
        self.assertEqual(no_show.rental_state, "cancelled")
        self.assertEqual(no_show.rental_history_ids[0].reason, "not picked up")
        self.assertEqual(draft.rental_state, "draft")

    def test_late_bookings_are_marked_by_the_cron(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        self._out_since(booking, days=2)
        self.assertTrue(booking.rental_is_late)
        self.assertIn(booking, self.env["sale.order"].search([("rental_is_late", "=", True)]))
        with self.enter_registry_test_mode():
            self.env.ref("rental_booking.ir_cron_rental_late").method_direct_trigger()
        self.assertEqual(booking.rental_state, "late")
        self._return(booking)
        self.assertEqual(booking.rental_state, "returned")

    def test_a_late_booking_that_is_extended_is_late_no_longer(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        self._out_since(booking, days=2)
        booking._apply_transition("mark_late")
        self.assertIn("Late: call the customer", booking.activity_ids.mapped("summary"))
        booking.rental_end = fields.Datetime.now() + timedelta(days=1)
        self.assertEqual((booking.rental_state, booking.rental_is_late), ("out", False))
        self.assertNotIn("Late: call the customer", booking.activity_ids.mapped("summary"))
        step = booking.rental_history_ids.sorted("id")[-1]
        self.assertEqual((step.transition, step.source, step.target), ("reschedule", "late", "out"))
        self._return(booking)
        self.assertEqual(booking.rental_late_half_days, 0)

    def test_an_extension_that_is_over_too_leaves_the_booking_late(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        self._out_since(booking, days=4)
        booking._apply_transition("mark_late")
        booking.rental_end += timedelta(days=1)
        self.assertEqual(booking.rental_state, "late")

    def test_a_change_of_dates_has_its_history_row(self):
        booking = self._confirmed((self.camera, 1))
        booking.rental_end += timedelta(days=1)
        step = booking.rental_history_ids.sorted("id")[-1]
        self.assertEqual(
            (step.transition, step.source, step.target), ("reschedule", "confirmed", "confirmed")
        )
        self.assertIn("Paris 11", step.reason)

    def test_each_company_has_its_own_tolerance_for_lateness(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        self._out_since(booking, hours=10, minutes=30)
        other = self.env["res.company"].create({"name": "Strict", "rental_late_tolerance": 0})
        late = [("rental_is_late", "=", True)]
        orders = self.env["sale.order"].with_company(other)
        self.assertNotIn(booking, orders.search(late))
        self.env.company.rental_late_tolerance = 10
        self.assertIn(booking, orders.search(late))

    def test_a_cancelled_booking_stays_cancelled(self):
        booking = self._booking((self.camera, 1))
        booking.action_cancel()
        with self._assert_refused("Duplicate it"):
            booking.action_draft()
        copy = booking.copy()
        self.assertEqual((copy.rental_state, copy.is_rental), ("draft", True))

    def test_out_bookings_cannot_be_cancelled(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        with self.assertRaises(UserError):
            booking.action_cancel()

    def test_only_desk_users_fire_booking_transitions(self):
        technician = new_test_user(
            self.env, "technician", "rental_booking.group_rental_booking_technician"
        )
        booking = self._booking((self.camera, 1))
        with self.assertRaises(AccessError):
            booking.with_user(technician).action_rental_submit()

    def test_prepare_chooses_units(self):
        booking = self._confirmed((self.camera, 2))
        booking.action_rental_prepare()
        self.assertEqual(booking.order_line.rental_lot_ids, self.units[:2])
        self.assertEqual(len(booking.rental_occupation_ids), 2)
        self.assertEqual(booking.rental_state, "ready")

    def test_the_graph_tells_states_transitions_and_where_we_are(self):
        graph = self._booking((self.camera, 1)).rental_workflow_graph
        self.assertEqual((len(graph["states"]), len(graph["transitions"])), (14, 16))
        self.assertEqual(graph["current"], "draft")


@tagged("post_install", "-at_install")
class TestRentalOddInput(RentalCommon):
    """Odd input is answered clearly and nothing is lost."""

    def test_an_end_before_the_start_is_refused(self):
        with self._assert_refused("must be after the departure"):
            self._booking((self.camera, 1), hours=-1)

    def test_a_booking_without_dates_cannot_be_confirmed(self):
        booking = self._booking((self.camera, 1))
        booking.write({"rental_start": False, "rental_end": False})
        with self._assert_refused("has no dates"):
            booking.action_confirm()

    def test_a_booking_of_nothing_cannot_be_confirmed(self):
        booking = self._booking((self.camera, 0))
        with self._assert_refused("nothing to rent"):
            booking.action_confirm()

    def test_huge_negative_and_broken_quantities_are_refused(self):
        for quantity in (501, 1e12, -1, 1.5):
            with self.subTest(quantity=quantity), self._assert_refused("cannot be rented"):
                self._booking((self.camera, quantity))

    def test_a_product_without_tariff_needs_a_price(self):
        self.camera.rental_tariff_id = False
        booking = self._booking((self.camera, 1))
        with self._assert_refused("has no tariff"):
            booking.action_confirm()
        booking.order_line.price_unit = 80
        booking.action_confirm()
        self.assertEqual(booking.order_line.price_unit, 80)

    def test_a_shop_that_is_closed_says_so(self):
        self.shop.rental_calendar_id = self.env.company.resource_calendar_id
        sunday = self.next_week + timedelta(days=6)
        booking = self._booking((self.camera, 1), start=sunday)
        with self._assert_refused("is closed"):
            booking.action_confirm()
        booking.rental_ignore_hours = True
        booking.action_confirm()
        self.assertEqual(booking.rental_state, "confirmed")

    def test_an_extension_to_a_closed_day_says_so(self):
        booking = self._confirmed((self.camera, 1))
        self.shop.rental_calendar_id = self.env.company.resource_calendar_id
        with self._assert_refused("is closed"):
            booking.rental_end += timedelta(days=6)
        self._depart(booking)
        with self._assert_refused("is closed"):
            booking.rental_end += timedelta(days=6)
        booking.rental_ignore_hours = True
        booking.rental_end += timedelta(days=6)
        self.assertEqual(booking.rental_occupation_ids.date_end, booking.rental_end)

    def test_a_confirmed_booking_keeps_dates(self):
        booking = self._confirmed((self.camera, 1))
        with self._assert_refused("has no dates"):
            booking.write({"rental_start": False, "rental_end": False})
        self.assertTrue(booking.rental_occupation_ids.blocking)

    def test_goods_that_are_out_stay_in_their_shop(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        with self._assert_refused("only the dates can move"):
            booking.warehouse_id = self.other_shop
        with self._assert_refused("only the dates can move"):
            booking.is_rental = False

    def test_a_draft_that_is_no_booking_after_all_asks_for_nothing(self):
        booking = self._booking((self.camera, 1))
        booking.is_rental = False
        self.assertFalse(self.env["rental.occupation"].search([("order_id", "=", booking.id)]))

    def test_locking_confirmed_sales_does_not_stop_the_counter(self):
        self.env.user.group_ids += self.env.ref("sale.group_auto_done_setting")
        booking = self._confirmed((self.cable, 3))
        self.assertFalse(booking.locked)

    def test_a_booking_over_a_clock_change_costs_its_calendar_half_days(self):
        spring = fields.Datetime.to_datetime("2031-03-29 08:00:00")
        booking = self._booking((self.camera, 1), start=spring, hours=33)
        self.assertEqual(booking.rental_half_days, 4)
        self.assertEqual(booking.order_line.price_unit, 200)

    def test_a_booking_of_four_years_is_a_typing_error(self):
        with self._assert_refused("three years at most"):
            self._booking((self.camera, 1), hours=24 * 365 * 4)

    def test_a_tariff_in_use_cannot_be_deleted(self):
        with self._assert_refused("is the tariff of"):
            self.tariff.unlink()
