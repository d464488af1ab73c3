import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.suite_base.core.forecasting.demand import add_months

from ..core.token import trusted
from .common import RentalCommon

PARIS = ZoneInfo("Europe/Paris")
SEED = random.randrange(10**6)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 09:00:00")
class TestRentalForecast(RentalCommon):
    """What was wanted, what is expected, what follows for the fleet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "forecast_manager", "rental_booking.group_rental_booking_manager"
        )
        cls.crane = cls._create_product("Crane", list_price=300.0)
        cls.crane.rental_replacement_price = 90000.0
        cls._receive(cls.crane, cls.shop, 1)
        cls.bookings = cls.env["sale.order"]
        for age in range(24, 0, -1):
            month = add_months(date(2027, 3, 1), -age)
            cls.bookings |= cls._booking(
                (cls.camera, 5),  # of 3
                (cls.crane, 2 if month.month == 7 else 1),  # of 1
                (cls.cable, 2),  # of 10
                start=datetime(month.year, month.month, 5, 8),
                hours=240,
            )
        cls._archive(cls.bookings, "closed")

    @classmethod
    def _archive(cls, bookings, state, kind=False):
        """History as it stands, without its slips and moves."""
        core = "cancel" if state == "cancelled" else "sale"
        trusted(bookings.sudo()).write(
            {"rental_state": state, "state": core, "rental_cancel_kind": kind}
        )
        trusted(bookings.rental_occupation_ids.sudo()).unlink()

    def _make(self, *products):
        found = self.env["product.product"].union(*products)
        self.env["rental.forecast"]._make(self.env.company, found)
        return self.env["rental.forecast"].search([("product_id", "in", found.ids)])

    def _advice(self, product):
        return self.env["rental.fleet.advice"].search([("product_id", "=", product.id)])

    def test_what_is_expected_stands_beside_the_fleet(self):
        lines = self._make(self.camera)
        past = lines.filtered(lambda line: line.kind == "past")
        self.assertEqual(len(past), 24)
        self.assertEqual(set(past.mapped("peak")), {5.0})
        self.assertEqual(set(past.mapped("days")), {50.0})
        coming = lines - past
        self.assertEqual(coming[:1].month, date(2027, 3, 1))
        self.assertEqual(len(coming), 12)
        self.assertEqual((set(coming.mapped("fleet")), set(coming.mapped("lacks"))), ({3.0}, {2}))
        for line in coming:
            self.assertAlmostEqual(line.expected_days, 50.0, 0)
            self.assertLessEqual(line.low_peak, line.expected_peak)
        self.assertFalse(lines.filtered("mase"), "steady: nothing to compare with")
        self.assertEqual(set(lines.warehouse_id.ids), {self.shop.id}, "nobody asked in the other")

    def test_what_is_booked_already_is_expected(self):
        start = datetime(2027, 6, 2, 8)
        self._booking((self.cable, 9), start=start, hours=240).action_confirm()
        line = self._make(self.cable).filtered(lambda own: own.month == date(2027, 6, 1))
        self.assertEqual((line.booked_peak, line.expected_peak), (9.0, 9.0))
        self.assertEqual((line.booked_days, line.expected_days, line.low_days), (90.0, 90.0, 90.0))
        self.assertEqual(line.lacks, 0)

    def test_the_months_are_those_of_an_independent_count(self):
        dice = random.Random(SEED)
        lamp = self._create_product("Lamp", list_price=20.0)
        states = [
            ("closed", False, True),
            ("out", False, True),
            ("to_process", False, True),
            ("cancelled", "stock", True),
            ("cancelled", "customer", False),
            ("cancelled", "no_answer", False),
            ("requested", False, False),
            ("draft", False, False),
        ]
        wanted, lost = [], []
        for state, kind, counts in states * 3:
            start = datetime(2026, 9, 1) + timedelta(hours=dice.randrange(24 * 150))
            quantity = dice.randint(1, 4)
            booking = self._booking((lamp, quantity), start=start, hours=dice.randint(1, 900))
            self._archive(booking, state, kind)
            if counts:
                wanted.append((booking.rental_start, booking.rental_end, quantity))
            if counts and state in ("to_process", "cancelled"):
                lost.append(wanted[-1])
        lines = self._make(lamp).filtered(lambda line: line.kind == "past")
        expected, gone = self._count_by_hours(wanted), self._count_by_hours(lost)
        self.assertEqual(lines[:1].month, min(expected), SEED)
        for line in lines:
            days, peak = expected.get(line.month, (0.0, 0.0))
            self.assertAlmostEqual(line.days, days, 1, f"{SEED} {line.month}")
            self.assertEqual(line.peak, peak, f"{SEED} {line.month}")
            self.assertAlmostEqual(line.lost_days, gone.get(line.month, (0, 0))[0], 1, SEED)

    def _count_by_hours(self, wanted):
        """{month: (unit-days, peak)}: every hour of the shop's clock looked at."""

        def local(moment):
            return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(PARIS).replace(tzinfo=None)

        found = defaultdict(lambda: [0.0, 0.0])
        levels = defaultdict(float)
        for start, end, quantity in wanted:
            hour, last = local(start), local(end)
            while hour < last:
                levels[hour] += quantity
                hour += timedelta(hours=1)
        for hour, level in levels.items():
            own = found[date(hour.year, hour.month, 1)]
            own[0] += level / 24
            own[1] = max(own[1], level)
        return {month: tuple(own) for month, own in found.items()}

    def test_the_days_are_those_of_the_shop(self):
        lamp = self._create_product("Lamp", list_price=20.0)
        late = datetime(2026, 12, 31, 23, 30)  # half past midnight in Paris: January
        self._archive(self._booking((lamp, 1), start=late, hours=12), "closed")
        self.assertEqual(self._make(lamp)[:1].month, date(2027, 1, 1))

    def test_kits_substitutes_and_refusals_are_wanted(self):
        combo = self.env["product.combo"].create(
            {
                "name": "Cables",
                "rental_quantity": 4,
                "combo_item_ids": [(0, 0, {"product_id": self.cable.id})],
            }
        )
        kit = self.env["product.product"].create(
            {"name": "Kit", "type": "combo", "combo_ids": [(6, 0, combo.ids)]}
        )
        lamp, other = (self._create_product(name) for name in ("Lamp", "Other lamp"))
        start = datetime(2027, 1, 4, 8)
        self._archive(self._booking((kit, 2), start=start, hours=24), "closed")
        replaced = self._booking((lamp, 3), start=start, hours=24)
        proposal = self.env["rental.proposal"].create(
            {
                "order_id": replaced.id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "kind": "substitute",
                            "order_line_id": replaced.order_line.id,
                            "product_id": other.id,
                            "quantity": 2,
                        },
                    )
                ],
            }
        )
        proposal.line_ids._apply_to_booking()
        proposal._close("accepted")
        self._archive(replaced, "closed")
        asked = self._booking((lamp, 1), start=start + timedelta(days=1), hours=24)
        asked.action_rental_submit()
        asked.action_rental_propose()
        self.assertEqual(asked.rental_state, "to_process")
        asked.with_context(rental_cancel_kind="no_answer")._action_cancel()
        lines = self._make(self.cable, lamp, other)
        january = {line.product_id: line for line in lines if line.month == date(2027, 1, 1)}
        self.assertEqual(january[self.cable].peak, 8.0)
        self.assertEqual((january[lamp].peak, january[lamp].days), (3.0, 4.0))
        self.assertEqual(january[lamp].lost_days, 3.0)
        self.assertEqual((january[other].days, january[other].lost_days), (2.0, 0.0))

    def test_buy_accepted_and_done(self):
        self._make(self.camera)
        advice = self._advice(self.camera)
        self.assertEqual((advice.kind, advice.units, advice.state), ("buy", 2, "proposed"))
        self.assertAlmostEqual(advice.days, 240.0, 0)
        price = (
            sum(
                self.bookings[-12:]
                .order_line.filtered(lambda line: line.product_id == self.camera)
                .mapped("price_subtotal")
            )
            / 600
        )
        self.assertAlmostEqual(advice.revenue, 240 * price, 0)
        self.assertEqual(advice.cost, 2000.0)
        self.assertAlmostEqual(advice.amount, advice.revenue - 1000.0, 2)
        self.assertIn("Lacks 2 in March 2027: 5 expected at once, 3 owned.", advice.reason)
        advice.with_user(self.manager).action_accept()
        self.assertEqual(advice.activity_ids.user_id, self.manager)
        self.assertIn("Buy 2 × Camera for Paris 11", advice.activity_ids.summary)
        self._make(self.camera)
        self.assertEqual(advice.state, "accepted", "not asked twice")
        self._receive_units(self.camera, self.shop, "CAM-8", "CAM-9")
        self._make(self.camera)
        self.assertEqual(advice.state, "withdrawn")

    def test_refused_stays_refused_until_reconsidered(self):
        self._make(self.camera)
        advice = self._advice(self.camera)
        advice.with_user(self.manager).action_refuse()
        self._make(self.camera)
        self.assertEqual((advice.state, len(self._advice(self.camera))), ("refused", 1))
        with self.assertRaises(UserError):
            advice.with_user(self.manager).action_accept()
        advice.with_user(self.manager).action_reconsider()
        self.assertEqual(advice.state, "proposed")

    def test_too_rare_to_buy_is_sub_rented_at_what_colleagues_charged(self):
        self._make(self.crane)
        advice = self._advice(self.crane)
        self.assertEqual((advice.kind, advice.units, advice.cost), ("subrent", 1, 0.0))
        self.assertAlmostEqual(advice.days, 10.0, 0)
        self.assertIn("in July 2027", advice.reason)
        self.assertIn("is not known", advice.reason)
        start = datetime(2026, 7, 5, 8)
        self.env["rental.occupation"].create(
            {
                "kind": "supply",
                "product_id": self.crane.id,
                "warehouse_id": self.shop.id,
                "quantity": 1,
                "date_start": start,
                "date_end": start + timedelta(days=10),
                "rental_cost": 1500.0,
            }
        )
        self._make(self.crane)
        self.assertAlmostEqual(advice.cost, 1500.0, 0)
        self.assertAlmostEqual(advice.amount, advice.revenue - advice.cost, 2)

    def test_what_nobody_needs_is_to_be_sold(self):
        self._make(self.cable)
        advice = self._advice(self.cable)
        self.assertEqual((advice.kind, advice.units, advice.amount), ("sell", 8, 8000.0))
        self.assertIn("10 owned; no more than 2", advice.reason)
        idle = self._create_product("Never asked for")
        self._receive(idle, self.shop, 4)
        self._make(idle)
        self.assertFalse(self._advice(idle), "new")
        self.env.cr.execute(
            "UPDATE product_product SET create_date = '2025-01-01' WHERE id = %s", (idle.id,)
        )
        idle.invalidate_recordset()
        self._make(idle)
        self.assertEqual(self._advice(idle).units, 4)

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("rental_booking.ir_cron_rental_forecast").method_direct_trigger()
        self.env.invalidate_all()

    def test_the_job_does_each_month_once(self):
        forecasts, company = self.env["rental.forecast"], self.env.company
        self._run_job()
        self.assertFalse(company.rental_forecast_open)
        made = forecasts.search([("product_id", "=", self.camera.id)])
        self.assertEqual(len(made), 36)
        self._run_job()
        self.assertEqual(forecasts.search([("product_id", "=", self.camera.id)]), made)
        with freeze_time("2027-03-31 22:30:00"):  # April has begun in Paris
            self._run_job()
        april = forecasts.search([("product_id", "=", self.camera.id), ("kind", "=", "coming")])
        self.assertEqual(april[:1].month, date(2027, 4, 1))
        forecasts.with_user(self.manager).action_forecast_again()
        self.assertTrue(company.rental_forecast_open)

    def test_managers_only_and_nobody_types_it(self):
        self._make(self.camera)
        advice, line = self._advice(self.camera), self.env["rental.forecast"].search([], limit=1)
        group = "rental_booking.group_rental_booking_"
        for role in ("desk", "technician", "accountant"):
            user = new_test_user(self.env, f"forecast_{role}", group + role)
            for record in (advice, line):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["product_id"])
            with self.assertRaises(AccessError):
                advice.with_user(user).action_accept()
            with self.assertRaises(AccessError):
                line.with_user(user).action_forecast_again()
        guest = new_test_user(self.env, "forecast_guest", "base.group_portal")
        with self.assertRaises(AccessError):
            line.with_user(guest).action_forecast_again()
        mine = advice.with_user(self.manager)
        for values in ({"units": 99}, {"amount": 1.0}, {"reason": "x"}, {"accepted_units": 9}):
            with self.assertRaises(AccessError):
                mine.write(values)
        with self.assertRaises(UserError):
            mine.state = "accepted"
        with self.assertRaises(AccessError):
            line.with_user(self.manager).write({"lacks": 0})
        with self.assertRaises(AccessError):
            mine.create({"product_id": self.cable.id, "warehouse_id": self.shop.id, "kind": "buy"})
        elsewhere = new_test_user(
            self.env,
            "forecast_lyon",
            group + "manager",
            rental_shop_ids=[(6, 0, self.other_shop.ids)],
        )
        found = advice.with_user(elsewhere).search([("id", "=", advice.id)])
        self.assertFalse(found, "of another shop")
        self.assertEqual(fields.Date.to_string(line.cutoff), "2027-03-01")
