import logging
import random
from datetime import datetime, timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..models import sale_order_line_changes as changes
from .common import RentalCommon

_logger = logging.getLogger(__name__)
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestRentalPrices(RentalCommon):
    """One day price, as agreed, for each billed day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff.half_day_ratio = 0.5
        cls.lamp = cls._create_product("Lamp", list_price=90.0)
        cls._receive(cls.lamp, cls.shop, 500)

    def _july(self, day, hour, days=0, hours=9, **values):
        """Booking from July ``day`` 2027, ``hour`` o'clock in the shop (two hours before UTC)."""
        start = datetime(2027, 7, day, hour - 2)
        return self._booking(
            (self.lamp, values.pop("quantity", 1)), start=start, hours=24 * days + hours, **values
        )

    def test_fridays_and_mondays_cost_a_day_with_the_weekend_package(self):
        self.tariff.write({"weekend_package": True, "half_day_ratio": 0.6})
        for day in (2, 5):
            self.assertEqual(self._july(day, 9, hours=9).order_line.price_unit, 90)
        self.assertEqual(self._july(5, 8, hours=3).order_line.price_unit, 54)

    def test_a_price_typed_on_a_booking_is_kept_a_day(self):
        booking = self._july(5, 9, days=1)
        booking.action_confirm()
        booking.order_line.price_unit = 150
        booking.rental_end += DAY
        self.assertEqual(booking.order_line.price_unit, 225)
        booking.rental_end -= DAY
        self.assertEqual(booking.order_line.price_unit, 150)

    def test_a_price_typed_on_a_quotation_follows_its_dates(self):
        booking = self._july(5, 9, days=1)
        booking.order_line.price_unit = 150
        booking.rental_end += 3 * DAY
        self.assertEqual(booking.order_line.price_unit, 375)
        booking.action_confirm()
        booking.rental_end += DAY
        self.assertEqual(booking.order_line.price_unit, 450)

    def test_a_price_typed_in_the_form_follows_the_dates_of_the_same_form(self):
        booking = self._july(5, 9, days=1)
        with Form(booking, view="rental_booking.sale_order_view_form") as form:
            with form.order_line.edit(0) as line:
                line.price_unit = 150
            form.rental_end = booking.rental_end + 3 * DAY
        self.assertEqual(booking.order_line.price_unit, 375)

    def test_extended_in_steps_costs_what_is_booked_at_once(self):
        self.lamp.list_price = 0.09
        booking = self._july(5, 9, hours=3, quantity=400)
        booking.action_confirm()
        for _step in range(7):
            booking.rental_end += DAY
        booking.rental_end += timedelta(hours=6)
        self.assertEqual(booking.amount_untaxed, 288)
        self.assertEqual(self._july(5, 9, days=7, quantity=400).amount_untaxed, 288)

    def test_days_billed_by_hand_need_a_reason_and_stay(self):
        booking = self._july(5, 9, days=3)
        line = booking.order_line
        with self._assert_refused("say why"):
            line.rental_billed_days = 3
        line.write({"rental_billed_days": 3, "rental_billed_reason": "one day for the drive"})
        self.assertEqual((line.rental_half_days, line.price_unit), (6, 270))
        booking.action_confirm()
        booking.order_line.product_uom_qty = 2
        self.assertEqual(booking.amount_untaxed, 540)

    def test_a_tariff_has_a_longest_rental(self):
        self.tariff.max_days = 14
        with self._assert_refused("14 days at most"):
            self._july(1, 9, days=29)
        booking = self._july(1, 9, days=10)
        with self._assert_refused("14 days at most"):
            booking.rental_end += 19 * DAY
        booking.rental_ignore_length = True
        booking.rental_end += 19 * DAY

    def test_closed_days_are_free_when_the_tariff_says_so(self):
        self.shop.rental_calendar_id = self.env.company.resource_calendar_id  # Monday to Friday
        self.tariff.free_closed_days = True
        booking = self._july(2, 9, days=3)
        self.assertEqual((booking.rental_half_days, booking.order_line.price_unit), (4, 180))

    def test_a_duplicate_repeats_the_goods_and_not_what_happened(self):
        booking = self._july(5, 9, days=1)
        booking.action_confirm()
        booking._add_rental_charge("repair", "Fuse", 1000)
        copy = booking.copy()
        self.assertEqual((copy.amount_untaxed, len(copy.order_line)), (180, 1))
        past = self._booking((self.lamp, 1), start=self._monday(-4))
        past.order_line.write({"rental_billed_days": 1, "rental_billed_reason": "Regular"})
        again = past.copy()
        self.assertFalse(again.rental_start or again.order_line.rental_start)
        self.assertFalse(again.order_line.rental_billed_days, "agreed for the dates that are over")

    def test_one_order_counts_its_own_lines_by_their_peak(self):
        booking = self._booking((self.camera, 2), (self.camera, 1), (self.camera, 1), hours=80)
        first, last = booking.order_line[1:]
        first.rental_end = self.next_week + timedelta(hours=8)
        last.rental_start = self.next_week + 3 * DAY
        self.assertEqual(booking.order_line.mapped("rental_shortage"), [0, 0, 0])
        booking.action_rental_submit()
        booking.action_rental_propose()
        booking.action_confirm()
        self.assertEqual(booking.rental_state, "confirmed")


class ReconciliationCommon(RentalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls._create_product("Lamp", list_price=150.0)
        cls._receive(cls.lamp, cls.shop, 50)
        cls.producer = cls.env["res.partner"].create({"name": "Producer"})

    def _out(self, quantity=1, days=3):
        booking = self._confirmed((self.lamp, quantity), hours=24 * days + 8)
        self._depart(booking)
        return booking

    def _check(self, booking):
        """Σ posted + draft = booking, and no draft is below zero."""
        due = {}
        for move in booking.invoice_ids.filtered(lambda move: move.state != "cancel"):
            sign = -1 if move.move_type == "out_refund" else 1
            self.assertGreaterEqual(move.amount_total, 0)
            due[move.partner_id] = due.get(move.partner_id, 0) + sign * move.amount_untaxed
        payer = booking.partner_invoice_id
        self.assertAlmostEqual(due.pop(payer, 0), booking.amount_untaxed)
        self.assertFalse([party.name for party, amount in due.items() if abs(amount) > 0.001])

    def _get_draft(self, booking):
        return booking.invoice_ids.filtered(lambda move: move.state == "draft")


@tagged("post_install", "-at_install")
class TestRentalReconciliation(ReconciliationCommon):
    """Posted and drafts are the booking, on the right customer, after whatever happened."""

    def test_two_changes_after_the_invoice_are_both_credited(self):
        booking = self._out()
        booking.invoice_ids.action_post()
        booking.rental_end -= DAY
        self.assertEqual(self._get_draft(booking).amount_untaxed, 150)
        booking.rental_end -= DAY
        draft = self._get_draft(booking)
        self.assertEqual((draft.move_type, draft.amount_untaxed), ("out_refund", 300))
        self._check(booking)

    def test_longer_then_shorter_is_a_credit_note_and_no_negative_invoice(self):
        booking = self._out()
        booking.invoice_ids.action_post()
        booking.rental_end += DAY
        self.assertEqual(self._get_draft(booking).move_type, "out_invoice")
        booking.rental_end -= 2 * DAY
        draft = self._get_draft(booking)
        self.assertEqual((draft.move_type, draft.amount_untaxed), ("out_refund", 150))
        self._return(booking)
        booking.action_rental_close()
        self.assertEqual(draft.state, "posted")
        self._check(booking)

    def test_what_was_not_taken_leaves_nothing_more_to_pay(self):
        self.lamp.list_price = 80
        booking = self._confirmed((self.lamp, 3), hours=34)
        booking._create_invoices().action_post()
        booking.rental_end += DAY
        self.assertEqual(self._get_draft(booking).amount_untaxed, 240)
        slip = self._slip(booking, "departure")
        slip.set_line(slip.line_ids[0].id, {"status": "missing"})
        slip.set_all("ok")
        self._sign(slip)
        self.assertEqual(booking.amount_untaxed, 480)
        self.assertFalse(self._get_draft(booking))

    def test_the_draft_follows_the_customer_and_the_address(self):
        booking = self._out()
        term = self.env.ref("account.account_payment_term_30days")
        booking.write({"partner_invoice_id": self.producer.id, "payment_term_id": term.id})
        draft = booking.invoice_ids
        self.assertEqual((draft.partner_id, draft.invoice_payment_term_id), (self.producer, term))
        self._return(booking)
        booking.action_rental_close()
        self.assertEqual(draft.partner_id, self.producer)

    def test_another_customer_after_the_invoice_pays_and_the_first_is_paid_back(self):
        booking = self._out()
        booking.invoice_ids.action_post()
        booking.partner_invoice_id = self.producer
        drafts = self._get_draft(booking)
        self.assertEqual(set(drafts.mapped("move_type")), {"out_invoice", "out_refund"})
        self._check(booking)

    def test_other_taxes_are_reversed_and_billed_anew(self):
        old, new = self.env["account.tax"].create(
            [{"name": "Old", "amount": 10}, {"name": "New", "amount": 20}]
        )
        booking = self._booking((self.lamp, 1))
        booking.order_line.tax_ids = old
        booking.action_confirm()
        self._depart(booking)
        booking.invoice_ids.action_post()
        booking.order_line.tax_ids = new
        draft = self._get_draft(booking)
        self.assertEqual((draft.amount_untaxed, draft.amount_tax), (0, 15))
        self._check(booking)
        draft.action_post()
        booking.order_line.tax_ids = old
        draft = self._get_draft(booking)
        self.assertEqual((draft.move_type, draft.amount_total), ("out_refund", 15))
        draft.action_post()

    def test_what_is_changed_or_credited_by_hand_is_a_draft_at_once(self):
        booking = self._out()
        booking.invoice_ids.invoice_line_ids[0].price_unit = 500
        booking.invoice_ids.action_post()
        self.assertEqual(self._get_draft(booking).amount_untaxed, 100)
        self._check(booking)
        invoice = booking.invoice_ids.filtered(lambda move: move.state == "posted")
        self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": invoice.journal_id.id}).reverse_moves()
        invoice.reversal_move_ids.action_post()
        self.assertEqual(self._get_draft(booking).amount_untaxed, 600)
        self._check(booking)

    def test_what_is_typed_in_the_money_of_the_house_is_charged_in_that_of_the_booking(self):
        foreign = self.env["res.currency"].create({"name": "ZZD", "symbol": "Z"})
        foreign.rate_ids.create({"currency_id": foreign.id, "name": "2020-01-01", "rate": 2})
        pricelist = self.env["product.pricelist"].create({"name": "Z", "currency_id": foreign.id})
        booking = self._confirmed((self.lamp, 1), pricelist_id=pricelist.id)
        self.assertEqual(booking.amount_untaxed, 300)
        self._depart(booking)
        self._return(booking, {0: ("missing", "")})
        booking.rental_missing_ids.action_charge()
        self.assertEqual(booking.amount_untaxed, 300 + 2000)
        self._check(booking)

    def test_lines_that_are_rounded_together_leave_no_cent_behind(self):
        self.lamp.taxes_id = self.env["account.tax"].create({"name": "20", "amount": 20})
        booking = self._booking(*[(self.lamp, 1)] * 3)
        booking.order_line.write({"price_unit": 99.99, "discount": 33.33})
        booking.action_confirm()
        self._depart(booking)
        self.assertEqual(booking.amount_untaxed, 199.99, "and not three times 66.66")
        self._get_draft(booking).action_post()
        booking.partner_invoice_id = self.producer
        self._check(booking)
        self._get_draft(booking).action_post()
        booking.order_line[0].discount = 0
        self._check(booking)

    def test_a_paid_booking_that_is_cancelled_is_never_silent(self):
        booking = self._confirmed((self.lamp, 1), hours=80)
        booking._create_invoices().action_post()
        self.env.company.rental_cancel_fee = 0.2
        booking._cancel_rental("no_show")
        draft = self._get_draft(booking)
        self.assertEqual((draft.move_type, draft.amount_untaxed), ("out_refund", 480))
        self.assertIn("Cancelled, but invoiced", booking.activity_ids.mapped("summary"))

    def test_a_down_payment_is_taken_off_the_invoice(self):
        booking = self._confirmed((self.lamp, 1))
        self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=booking.ids
        ).create({"advance_payment_method": "fixed", "fixed_amount": 50}).create_invoices()
        down = booking.invoice_ids
        self.assertTrue(down)
        down.action_post()
        booking.rental_end += DAY
        self.assertFalse(self._get_draft(booking), "a down payment is no first invoice")
        self._depart(booking)
        self.assertEqual(self._get_draft(booking).amount_untaxed, 250)


@tagged("post_install", "-at_install")
class TestRentalMoneyStory(ReconciliationCommon):
    """Random changes and postings of a booking that is out, whatever its state."""

    stories, steps = 1, 14

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taxes = cls.env["account.tax"].create(
            [{"name": f"{rate} %", "amount": rate} for rate in (5.5, 20)]
        )

    def test_any_sequence_of_changes_and_postings_adds_up(self):
        first = random.SystemRandom().randrange(10**6)
        _logger.info("Random money from seed %s on", first)
        for seed in range(first, first + self.stories):
            savepoint = self.env.cr.savepoint()
            try:
                self._live(seed)
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def _live(self, seed):
        dice, told = random.Random(seed), []
        booking = self._out(quantity=3, days=4)
        for _step in range(self.steps):
            told.append(self._change(booking, dice))
            with self.subTest(seed=seed, told=" | ".join(told)):
                self._check(booking)

    def _change(self, booking, dice):
        line = booking.order_line[:1]
        change = dice.choice(
            ("end", "discount", "price", "payer", "charge", "more", "taxes", "back", "post")
        )
        if change == "end" and line.rental_out_qty:
            booking.rental_end = booking.rental_start + timedelta(hours=24 * dice.randint(0, 6) + 8)
        elif change == "discount":
            line.discount = dice.choice((0, 10, 33.33))
        elif change == "price":
            line.price_unit = dice.choice((100, 99.99, 0, 450))
        elif change == "payer":
            booking.partner_invoice_id = dice.choice((self.customer, self.producer))
        elif change == "charge":
            booking._add_rental_charge("repair", "Fuse", dice.choice((5, 12.34)))
        elif change == "more" and line.rental_out_qty:
            line.product_uom_qty = max(dice.randint(3, 5), line.product_uom_qty)
        elif change == "taxes":
            line.tax_ids = dice.choice((self.taxes[0], self.taxes[1], self.taxes.browse()))
        elif change == "back" and line.rental_out_qty > 1:
            self._return(booking, {0: ("kept", "")})
        else:
            self._get_draft(booking).filtered("invoice_line_ids").action_post()
        return change


@tagged("post_install", "-at_install", "slow", "-standard")
class TestRentalMoneyStoryLong(TestRentalMoneyStory):
    allow_inherited_tests_method = True  # else Odoo skips a test that the class did not write
    stories, steps = 40, 25


@tagged("post_install", "-at_install")
class TestRentalDoors(RentalCommon):
    """Every door beside the guards is closed, for RPC, imports and other add-ons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = new_test_user(cls.env, "door_desk", "rental_booking.group_rental_booking_desk")
        cls.manager = new_test_user(
            cls.env, "door_manager", "rental_booking.group_rental_booking_manager"
        )
        cls.booking = cls._confirmed((cls.camera, 1))

    def test_the_state_of_the_order_is_no_second_door(self):
        for state in ("cancel", "draft", "sent", "sale"):
            with self.subTest(state=state), self.assertRaises(UserError):
                self.booking.write({"state": state})
            self.assertEqual((self.booking.state, self.booking.rental_state), ("sale", "confirmed"))
        with self.assertRaises(UserError):
            self.env["sale.order"].with_context(default_state="sale").create(
                {"partner_id": self.customer.id, "is_rental": True}
            )
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        order.action_confirm()
        with self.assertRaises(UserError):
            order.is_rental = True

    def test_what_a_manager_may_do_nobody_else_does(self):
        desk = self.booking.with_user(self.desk)
        for field in ("rental_ignore_hours", "rental_ignore_length"):
            with self.assertRaises(AccessError):
                desk.write({field: True})
            self.booking.with_user(self.manager).write({field: True})
        with self.assertRaises(AccessError):
            desk.action_rental_resync_price()
        with self.assertRaises(AccessError):
            desk.order_line.action_rental_resync_price()
        self.camera.list_price = 999
        desk.action_update_prices()
        self.assertEqual(self.booking.amount_untaxed, 100, "frozen for Odoo's own button too")

    def test_what_slips_write_nobody_else_writes(self):
        now = fields.Datetime.now()
        for user in (self.desk, self.manager):
            for field, value in (("rental_returned_on", now), ("rental_rating", 5)):
                with self.subTest(field=field), self.assertRaises(AccessError):
                    self.booking.with_user(user).write({field: value})
            for field, value in (("rental_departed_qty", 3), ("rental_terms", {"day_price": 1})):
                with self.subTest(field=field), self.assertRaises(AccessError):
                    self.booking.order_line.with_user(user).write({field: value})

    def test_what_slips_wrote_nobody_takes_away(self):
        """Nothing, zero and no are values too; what is computed has no other source."""
        self._depart(self.booking)
        line = self.booking.order_line.with_user(self.desk)
        for values in (
            {"rental_terms": False},
            {"rental_departed_qty": 0},
            {"rental_out_qty": 0},
            {"is_rental": False},
            {"block_end": self.next_week + timedelta(minutes=5)},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                line.write(values)
        for values in (
            {"rental_departed_on": False},
            {"rental_due": self.next_week + 30 * DAY},
            {"rental_has_missing": True},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.booking.with_user(self.desk).write(values)
        with self.assertRaises(AccessError):
            self.booking.invoice_ids.with_user(self.manager).write({"rental_order_id": False})

    def test_a_line_that_loses_its_own_dates_has_those_of_the_booking(self):
        """Capacity, price and guard go along, whichever field says so."""
        booking = self._booking((self.cable, 10), hours=24 * 4)
        line = booking.order_line
        short = {"rental_end": self.next_week + DAY}
        for values in ({"rental_own_period": False}, {"rental_start": False, "rental_end": False}):
            line.write(short)
            if booking.rental_state == "draft":
                booking.action_confirm()
            self.assertEqual(line.rental_occupation_ids.date_end, self.next_week + DAY)
            price = line.price_unit
            other = self._confirmed((self.cable, 1), start=self.next_week + 2 * DAY)
            with self.subTest(values=values), self._assert_refused("too few"):
                line.with_user(self.desk).write(values)
            other._action_cancel()
            line.with_user(self.desk).write(values)
            self.assertFalse(line.rental_own_period)
            self.assertEqual(line.rental_end, booking.rental_end)
            self.assertEqual(line.rental_occupation_ids.date_end, booking.rental_end)
            self.assertGreater(line.price_unit, price)

    def test_what_is_guarded_has_no_default_of_a_context(self):
        forger = self.env["sale.order"].with_user(self.desk)
        forger = forger.with_context(
            default_rental_ignore_hours=True,
            default_rental_rating=5,
            default_rental_departed_qty=1,
        )
        line = {"product_id": self.camera.id, "product_uom_qty": 1}
        booking = forger.create(
            {
                "is_rental": True,
                "partner_id": self.customer.id,
                "warehouse_id": self.shop.id,
                "rental_start": self.next_week,
                "rental_end": self.next_week + DAY,
                "order_line": [(0, 0, line)],
            }
        )
        self.assertEqual((booking.rental_ignore_hours, booking.rental_rating), (False, 0))
        self.assertEqual(booking.order_line.rental_departed_qty, 0)

    def test_a_ticket_begins_open_whoever_makes_it(self):
        values = {"is_rental_ticket": True, "product_id": self.camera.id}
        tickets = self.env["repair.order"]
        with self._assert_refused("with its buttons only"):
            tickets.create({**values, "rental_ticket_state": "resolved"})
        forged = tickets.with_context(default_rental_ticket_state="resolved").create(values)
        self.assertEqual(forged.rental_ticket_state, "new")

    def test_rows_of_bookings_follow_their_booking_only(self):
        row = self.booking.rental_occupation_ids.with_user(self.manager)
        for values in ({"blocking": False}, {"quantity": 9}, {"lot_id": self.units[0].id}):
            with self.subTest(values=values), self._assert_refused("follows its booking"):
                row.write(values)
        with self._assert_refused("follows its booking"):
            row.unlink()
        forged = row.with_context(rental_demands=[])
        with self._assert_refused("too few"):
            forged.create(
                {
                    "kind": "block",
                    "product_id": self.camera.id,
                    "warehouse_id": self.shop.id,
                    "quantity": 3,
                    "date_start": self.next_week,
                    "date_end": self.next_week + DAY,
                }
            )

    def test_the_loser_is_not_in_his_own_way(self):
        other = self._confirmed((self.camera, 2))
        with self.assertRaises(UserError) as caught:
            self.booking.order_line.product_uom_qty = 2
        self.assertIn(other.name, str(caught.exception))
        self.assertNotIn(self.booking.name, str(caught.exception))

    def test_every_field_that_moves_price_or_capacity_is_traced(self):
        told_otherwise = {"order_id", "name", "qty_delivered"}  # no door, no price, the slip
        moving = (changes._OCCUPATION_FIELDS | changes._INVOICED_FIELDS) - told_otherwise
        self.assertFalse(moving - set(changes._TRACED_FIELDS))
        unheard = {"name", "sequence", "active", "company_id", "message_main_attachment_id"}
        unheard.update(models.MAGIC_COLUMNS)
        for name, field in self.env["rental.tariff"]._fields.items():
            is_rule = field._module == "rental_booking" and field.store and not field.compute
            if is_rule and name not in unheard:
                self.assertTrue(field.tracking, name)

    def test_what_changes_inside_a_tariff_is_told_by_the_tariff(self):
        tier = self.env["rental.tariff.tier"].create({"tariff_id": self.tariff.id, "from_day": 3})
        tier.coefficient = 0.8
        self.assertRegex(self.tariff.message_ids[0].body, "Day prices 1 .*Day prices 0.8")

    def test_every_change_of_price_or_capacity_has_its_trace(self):
        line = self.booking.order_line

        def last():
            return self.env["rental.history"].search([], limit=1)

        line.discount = 10
        self.assertIn("0 → 10", last().reason)
        line.rental_end -= timedelta(hours=3)
        self.assertIn("Camera", last().reason)
        self.assertEqual((last().order_id, last().transition), (self.booking, "change"))
        block = (
            self.env["rental.occupation"]
            .with_user(self.manager)
            .create(
                {
                    "product_id": self.cable.id,
                    "warehouse_id": self.shop.id,
                    "date_start": self.next_week,
                    "date_end": self.next_week + DAY,
                }
            )
        )
        self.assertEqual((last().product_id, last().user_id), (self.cable, self.manager))
        block.quantity = 2
        self.assertIn("1 → 2", last().reason)
        block.action_release()
        self.assertEqual(last().product_id, self.cable)
        draft = self._booking((self.cable, 1))
        draft.order_line.product_uom_qty = 2
        self.assertEqual((last().order_id, last().source), (draft, "draft"))
