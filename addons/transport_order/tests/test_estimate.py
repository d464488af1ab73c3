from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..core.lot import Car, Place
from ..exceptions import EstimateRefused
from .common import GOOD_PNG, TransportCommon


@tagged("post_install", "-at_install")
class TestEstimate(TransportCommon):
    def _assert_refused(self, order, code, **values):
        values = {"expected_hash": order.estimate_hash, "signed_by": "Anne"} | values
        with self.assertRaises(EstimateRefused) as refusal:
            order._portal_accept(**values)
        self.assertEqual(refusal.exception.code, code)

    def test_a_lot_is_priced_line_by_line_and_bound_to_its_content(self):
        order = self._create_quoted(cars=3)
        self.assertEqual(order.state, "quoted")
        self.assertEqual(order.price_line_ids.mapped("code"), ["transport", "lot_discount"])
        self.assertAlmostEqual(order.amount_untaxed, sum(order.price_line_ids.mapped("amount")))
        self.assertEqual(len(order.estimate_hash), 64)
        self.assertEqual((order.distance_method, order.km > 400), ("local", True))
        self.assertGreater(order.valid_until, fields.Datetime.now() + timedelta(days=14))
        self.assertEqual(order.origin_snapshot["name"], "Parc Dijon")

    def test_the_service_gives_the_same_price_without_storing(self):
        order = self._create_quoted(cars=2)
        estimate = self.env["transport.estimator"]._estimate(
            self.site, [Car("", "car")] * 2, self.dijon._to_place(), self.lille._to_place()
        )
        self.assertAlmostEqual(float(estimate.amount), order.amount_untaxed)

    def test_own_tariff_goes_before_the_group_s_and_the_general_one(self):
        group_tariff = self._create_tariff(name="Groupe", partner_ids=[(6, 0, self.group.ids)])
        today = self._today()
        Tariff = self.env["transport.tariff"]
        self.assertEqual(Tariff._get_for(self.site, self.carrier, today), group_tariff)
        own = self._create_tariff(name="Dijon", partner_ids=[(6, 0, self.site.ids)])
        self.assertEqual(Tariff._get_for(self.site, self.carrier, today), own)
        self.assertEqual(Tariff._get_for(self.other_site, self.carrier, today), group_tariff)
        own.date_to = today - timedelta(days=1)
        self.assertEqual(Tariff._get_for(self.site, self.carrier, today), group_tariff)
        self.assertNotIn(Tariff._get_for(self.stranger, self.carrier, today), own | group_tariff)

    def test_no_price_is_ever_zero(self):
        places = {
            "unknown_place": Place("FR", "21078"),
            "island": Place("FR", "20000"),
            "foreign": Place("DE", "77694"),
        }
        for reason, place in places.items():
            estimate = self.env["transport.estimator"]._estimate(
                self.site, [Car("", "car")], self.dijon._to_place(), place
            )
            self.assertIn(reason, estimate.reasons)
            self.assertTrue(estimate.on_request)

    def test_price_on_request_lands_on_a_manager_s_desk_and_comes_back_by_mail(self):
        corsica = self._create_address("Bastia", "20200", "Bastia")
        order = self._create_quoted(destination=corsica)
        self.assertEqual(order.state, "on_request")
        self.assertEqual(order.amount_untaxed, 0)
        self._assert_refused(order, "on_request")
        self.assertEqual(len(order.sudo().activity_ids), 1)
        order._portal_estimate()
        self.assertEqual(len(order.sudo().activity_ids), 1)
        answer = (
            self.env["transport.price.answer"]
            .with_user(self.manager)
            .create(
                {
                    "order_id": order.id,
                    "line_ids": [(0, 0, {"name": "Ferry", "quantity": 1, "unit_price": 890})],
                }
            )
        )
        answer.action_answer()
        self.assertEqual((order.state, order.amount_untaxed), ("quoted", 890))
        self.assertIn(self.site_user.partner_id, order.sudo().message_ids.notified_partner_ids)
        order._portal_accept(order.estimate_hash, "Anne", GOOD_PNG)
        self.assertEqual(order.sudo().sale_order_id.amount_untaxed, 890)

    def test_a_zero_answer_is_refused(self):
        order = self._create_quoted(destination=self._create_address("Bastia", "20200", "Bastia"))
        answer = self.env["transport.price.answer"].create(
            {"order_id": order.id, "line_ids": [(0, 0, {"name": "x", "unit_price": 0})]}
        )
        with self.assertRaises(UserError):
            answer.action_answer()

    def test_accepting_creates_one_confirmed_sales_order_for_the_same_amount(self):
        order = self._create_quoted(cars=4)
        order._portal_accept(order.estimate_hash, "Anne Martin", GOOD_PNG)
        sale = order.sudo().sale_order_id
        self.assertEqual((order.state, sale.state), ("confirmed", "sale"))
        self.assertAlmostEqual(sale.amount_untaxed, order.amount_untaxed)
        self.assertAlmostEqual(sale.amount_total, order.amount_total)
        self.assertEqual(order.signed_by, "Anne Martin")
        self.assertEqual(order.accepted_by_id, self.site_user)

    def test_accepting_twice_answers_the_same_and_creates_nothing(self):
        order = self._create_accepted()
        order._portal_accept(order.estimate_hash, "Anne Martin", GOOD_PNG)
        self.assertEqual(len(order.sudo().sale_order_ids), 1)

    def test_an_expired_estimate_is_refused_and_can_be_asked_again(self):
        order = self._create_quoted()
        order.sudo().valid_until = fields.Datetime.now() - timedelta(minutes=1)
        self._assert_refused(order, "expired")
        self.env["transport.order"]._cron_expire()
        self.assertEqual(order.state, "expired")
        order._portal_estimate()
        self.assertEqual(order.state, "quoted")

    def test_an_estimate_is_refused_when_a_car_changed(self):
        for values in ({"category": "suv"}, {"running": False}, {"plate": "ZZ-999-ZZ"}):
            with self.subTest(values=values):
                order = self._create_quoted()
                order.line_ids.vehicle_id._portal_correct(values)
                self._assert_refused(order, "changed")

    def test_an_estimate_is_refused_when_an_address_changed(self):
        order = self._create_quoted()
        self.lille.with_user(self.site_user)._portal_update({"zip": "59800"})
        self._assert_refused(order, "changed")

    def test_an_estimate_is_refused_when_the_owner_the_validity_or_the_price_changed(self):
        for values in (
            {"partner_id": self.other_site.id},
            {"valid_until": fields.Datetime.now() + timedelta(days=300)},
            {"amount_untaxed": 1},
            {"express": True},
        ):
            with self.subTest(values=values):
                order = self._create_quoted()
                order.sudo().write(values)
                order = order.with_user(self.group_user)
                self._assert_refused(order, "changed")

    def test_an_estimate_seen_before_it_was_computed_again_is_refused(self):
        order = self._create_quoted()
        seen = order.estimate_hash
        order._portal_update_lot({"express": True})
        order._portal_estimate()
        self._assert_refused(order, "hash", expected_hash=seen)

    def test_changing_the_lot_loses_the_price(self):
        order = self._create_quoted()
        order._portal_add_cars(self._create_car().with_user(self.site_user))
        self.assertEqual(order.state, "draft")
        self._assert_refused(order, "state")

    def test_a_car_cannot_be_on_two_running_orders(self):
        first = self._create_quoted()
        second = self._create_quoted()
        second._portal_update_lot({"vehicles": first.line_ids.vehicle_id})
        second._portal_estimate()
        first._portal_accept(first.estimate_hash, "Anne", GOOD_PNG)
        self._assert_refused(second, "busy")
        first._append_events([{"code": "delivered"}], "staff")
        second._portal_accept(second.estimate_hash, "Anne", GOOD_PNG)
        self.assertEqual(second.state, "confirmed")

    def test_roles_and_limits_bound_what_a_user_may_do(self):
        order = self._create_quoted()
        self.colleague.transport_order_limit = 10
        self._assert_refused(order.with_user(self.colleague), "limit")
        self.colleague.write({"transport_order_limit": 0, "transport_role": "estimate"})
        self._assert_refused(order.with_user(self.colleague), "role")
        self.colleague.transport_role = "view"
        with self.assertRaises(EstimateRefused):
            self._create_lot(user=self.colleague)

    def test_foreign_records_are_refused_in_a_lot(self):
        foreign_car = self._create_car(self.stranger)
        foreign_address = self._create_address("Durand", "69001", "Lyon", self.stranger)
        order = self._create_lot()
        for values in (
            {"vehicles": foreign_car},
            {"origin": foreign_address},
            {"destination": foreign_address},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                order._portal_update_lot(values)
        with self.assertRaises(AccessError):
            self._create_lot(partner=self.stranger)
        with self.assertRaises(AccessError):
            self._create_lot(partner=self.other_site)

    def test_the_group_user_orders_for_any_of_his_sites(self):
        order = self._create_quoted(user=self.group_user, partner=self.site)
        self.assertEqual((order.partner_id, order.state), (self.site, "quoted"))

    def test_staff_cannot_mix_clients_either(self):
        address = self._create_address("Durand", "69001", "Lyon", self.stranger)
        with self.assertRaises(ValidationError):
            self._create_lot().sudo().origin_id = address

    def test_an_incomplete_lot_says_what_is_missing(self):
        order = self._create_lot()
        order.sudo().write({"destination_id": False})
        with self.assertRaisesRegex(UserError, "the delivery address"):
            order._portal_estimate()

    def test_lots_are_bounded(self):
        cars = self.env["transport.vehicle"].create(
            [{"partner_id": self.site.id, "model": "C3"}] * 201
        )
        with self.assertRaises(UserError):
            self._create_lot(vehicles=cars.with_user(self.site_user))

    def test_pricing_fifty_cars_takes_a_constant_number_of_queries(self):
        small, large = self._create_lot(cars=2), self._create_lot(cars=50)
        counts = []
        for order in (small, small, large):  # the first fills the caches of the registry
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["transport.estimator"].with_user(self.site_user)._estimate(
                self.site,
                order.line_ids.vehicle_id._to_car(),
                self.dijon._to_place(),
                self.lille._to_place(),
            )
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_duplicating_brings_places_options_and_present_cars(self):
        order = self._create_accepted(cars=2, express=True)
        order.line_ids[0].sudo().vehicle_id.status = "gone"
        copy = order._portal_duplicate()
        self.assertEqual((copy.state, copy.express, len(copy.line_ids)), ("draft", True, 1))
        self.assertEqual(copy.origin_id, order.origin_id)
        self.assertNotEqual(copy.reference, order.reference)

    def test_cancelling_in_time_is_free_and_late_costs_the_fee(self):
        early = self._create_accepted(pickup_date=self._today() + timedelta(days=10))
        self.assertEqual(early._get_cancel_fee(), 0)
        early._portal_cancel("Vendu")
        self.assertEqual((early.state, early.sudo().sale_order_id.state), ("cancelled", "cancel"))
        late = self._create_accepted(pickup_date=self._today())
        self.assertEqual(late._get_cancel_fee(), 90)
        with self.assertRaises(EstimateRefused):
            late._portal_cancel("", expected_fee=0)
        late._portal_cancel("", expected_fee=90)
        sales = late.sudo().sale_order_ids
        self.assertEqual(sorted(sales.mapped("state")), ["cancel", "sale"])
        self.assertEqual(late.sudo().sale_order_id.amount_untaxed, 90)

    def test_a_collected_order_cannot_be_cancelled_by_the_client(self):
        order = self._create_accepted()
        order._append_events([{"code": "collected"}], "driver")
        with self.assertRaises(UserError):
            order._portal_cancel()

    def test_an_invoiced_order_needs_a_credit_note_first(self):
        order = self._create_accepted()
        sale = order.sudo().sale_order_id
        sale._create_invoices().action_post()
        with self.assertRaisesRegex(UserError, "credit note"):
            order._portal_cancel()
        self.assertEqual(sale.state, "sale")

    def test_a_site_is_billed_itself_or_at_its_invoice_address(self):
        sale = self._create_accepted().sudo().sale_order_id
        self.assertTrue(sale.partner_id.child_ids, "a person of the site has access")
        self.assertEqual(sale.partner_invoice_id, sale.partner_id)
        accounts = sale.partner_id.create(
            {"name": "Accounts", "type": "invoice", "parent_id": sale.partner_id.id}
        )
        again = self._create_accepted().sudo().sale_order_id
        self.assertEqual((again.partner_id, again.partner_invoice_id), (sale.partner_id, accounts))

    def test_the_office_accepts_by_telephone(self):
        order = self._create_quoted().with_user(self.manager)
        order.action_accept()
        self.assertEqual(order.state, "confirmed")

    def test_accepted_orders_are_never_deleted(self):
        with self.assertRaises(UserError):
            self._create_accepted().sudo().unlink()

    def test_an_order_that_was_accepted_and_cancelled_stays_and_is_duplicated(self):
        order = self._create_accepted(cars=2).sudo()
        order._cancel("sold", 40)
        with self.assertRaisesRegex(UserError, "Duplicate it"):
            order.action_back_to_draft()
        with self.assertRaises(UserError):
            order.unlink()
        again = order.copy()
        again._estimate()
        again.action_accept()
        again._plan(fields.Datetime.now())
        self.assertEqual(
            (again.state, again.line_ids.vehicle_id), ("planned", order.line_ids.vehicle_id)
        )
        self.assertEqual((order.state, order.cancel_fee), ("cancelled", 40))

    def test_used_addresses_keep_their_words_in_accepted_orders(self):
        order = self._create_accepted()
        self.lille.with_user(self.site_user)._portal_update({"name": "Autre parc"})
        self.assertEqual(order.destination_snapshot["name"], "Parc Lille")
