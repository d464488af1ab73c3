import logging
import os
import random
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RentalCommon
from .story import Story

_logger = logging.getLogger(__name__)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RETURNS = {
    "out": ("ok", "ok", "kept", "kept", "missing", "damaged", "exchanged"),
    "missing": ("ok", "missing"),
}


@tagged("post_install", "-at_install")
class TestRentalStory(RentalCommon):
    """Random lives of a booking: each step is done in Odoo and in a model that knows nothing of it."""

    seeds = (1, 7, 23)
    steps = 7

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff.write({"half_day_ratio": 0.5, "late_ratio": 0.5})
        cls.tripod = cls._create_product("Tripod", list_price=80.0)
        cls._receive(cls.tripod, cls.shop, 6)
        cls.products = {"Tripod": cls.tripod, "Camera": cls.camera}
        cls.fleet = {"Tripod": 6, "Camera": 3}

    def test_random_lives_of_a_booking(self):
        for seed in self._get_seeds():
            with self.subTest(seed=seed):
                self._live(seed)
            self.env.invalidate_all()

    def _get_seeds(self):
        return self.seeds

    def _live(self, seed):
        savepoint = self.env.cr.savepoint()
        try:
            self.random = random.Random(seed)
            self.told, self.slips = [], []
            self._begin()
            for _step in range(self.steps):
                self._step()
                self.told.append(self.last)
                self._compare(f"seed {seed}: {' | '.join(self.told)}")
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _begin(self):
        self.clock = self._monday(-3)
        days = self.random.choice((1, 3, 30))
        self.booking = self._confirmed(
            (self.tripod, 3),
            (self.camera, self.random.choice((1, 2))),
            start=self.clock,
            hours=24 * days + self.random.choice((2, 8)),
            rental_ignore_hours=True,
        )
        self.story = Story(
            self.clock,
            self.booking.rental_end,
            {"Tripod": 40.0, "Camera": 50.0},
            timedelta(minutes=self.env.company.rental_late_tolerance),
        )
        for line in self.booking.order_line:
            self.story.ask(line.product_id.name, int(line.product_uom_qty))
        self.later = self._confirmed(
            (self.tripod, self.random.choice((3, 5))),
            (self.camera, self.random.choice((1, 3))),
            start=self._monday(3),
            rental_ignore_hours=True,
        )
        self.short, self.relieved = [], 0
        self.last = "booked"

    # Steps ------------------------------------------------------------------------------------

    def _step(self):
        self.clock = min(
            self.clock + HOUR * self.random.randint(1, 60), fields.Datetime.now() - HOUR
        )
        story = self.story
        possible = []
        if story.having("planned"):
            possible += [self._depart_some] * 2
        if story.having("out", "missing"):
            possible += [self._bring_some_back] * 3
        if story.is_running and self.slips:
            possible.append(self._prolong)
        if self.slips:
            possible += [self._undo, self._post]
        self.random.choice(possible)()

    def _depart_some(self):
        slip = self._slip(self.booking, "departure")
        self.story.remember()
        waiting = {name: self.story.having("planned", product=name) for name in self.products}
        chosen = []
        for number, line in enumerate(slip.line_ids):
            status = "ok" if not number else self.random.choice(("ok", "ok", "later", "missing"))
            values = {"status": status}
            if line.tracking == "serial" and status == "ok" and not line.lot_id:
                free = slip.get_free_lots(line.id)
                if not free:
                    values["status"] = status = "later"
                else:
                    values["lot_id"] = free[0]["id"]
            slip.set_line(line.id, values)
            chosen.append(f"{line.product_id.name} {status}")
            self.story.depart(waiting[line.product_id.name].pop(0), status, line.id)
        self._finish(slip, f"departure: {', '.join(chosen)}")

    def _bring_some_back(self):
        slip = self._slip(self.booking, "return")
        self.story.remember()
        chosen = []
        for line in slip.line_ids:
            exemplar = next(
                exemplar
                for exemplar in self.story.exemplars
                if exemplar.line_id == line.departure_line_id.id
            )
            status = self.random.choice(RETURNS[exemplar.status])
            slip.set_line(line.id, {"status": status, "comment": "seen"})
            chosen.append(f"{line.product_id.name} {status}")
            self.story.come_back(exemplar, status, self.clock)
        self._finish(slip, f"return: {', '.join(chosen)}")

    def _finish(self, slip, words):
        self._sign(slip, moment=fields.Datetime.to_string(self.clock), knowingly=True)
        self.slips.append(slip)
        self.last = f"{self.clock:%d %H:%M} {words}"

    def _prolong(self):
        before = self.story.end
        moved = before + self.random.choice((-1, 1, 2, 60)) * DAY
        end = max(moved, self.story.start + HOUR)
        if end == before:
            end += DAY
        self.story.remember()
        self.story.prolong(end)
        self.last = f"until {end:%d.%m. %H:%M}"
        try:
            with self.env.cr.savepoint():
                self.booking.rental_end = end
            self.story.before.pop()
            self.story.prolonged()
        except UserError as error:
            self.assertTrue(self._get_short_products(), f"{self.told} {self.last}: {error}")
            self.story.exemplars, self.story.end = self.story.before.pop(), before
            self.last += " refused"

    def _undo(self):
        slip = self.slips.pop()
        slip.action_undo()
        self.story.undo()
        self.last = f"undo {slip.type}"

    def _post(self):
        drafts = self.booking._rental_get_drafts().filtered("invoice_line_ids")
        drafts.invoice_date = fields.Date.context_today(self.env.user)
        drafts.action_post()
        self.last = f"posted {len(drafts)}"

    # Comparison -------------------------------------------------------------------------------

    def _compare(self, told):
        self._compare_state(told)
        self._compare_risk(told)
        for name, product in self.products.items():
            self._compare_stock(name, product, told)
            self._compare_capacity(name, product, told)
        invoices = self.booking.invoice_ids
        billed = sum(-move.direction_sign * move.amount_untaxed for move in invoices)
        started = self.booking.rental_state not in ("confirmed", "ready")
        self.assertAlmostEqual(self.booking.amount_untaxed, self.story.amount, 2, told)
        if started or invoices:
            self.assertAlmostEqual(billed, self.story.amount, 2, told)
        self.assertFalse(invoices.filtered(lambda move: move.amount_untaxed < 0), told)

    def _compare_state(self, told):
        story = self.story
        if not self.slips:
            expected = ("confirmed",)
        elif story.is_running:
            expected = ("out",)
        elif story.having("missing"):
            expected = ("incomplete",)
        else:
            expected = ("returned", "after_sales")
        self.assertIn(self.booking.rental_state, expected, told)

    def _get_short_products(self):
        """Products of which the later booking, as the model counts, will not get what it asks."""
        now, moment = fields.Datetime.now(), self.later.rental_start
        return [
            line.product_id.name
            for line in self.later.order_line
            if self.fleet[line.product_id.name] - line.product_uom_qty
            < self.story.count_taken(line.product_id.name, moment, now)
        ]

    def _compare_risk(self, told):
        """The booking that follows is told when it is short, once a product, until it is solved."""
        if any(exemplar.end <= fields.Datetime.now() for exemplar in self.story.having("out")):
            self.booking._rental_tell_overdue()  # the job of each quarter of an hour
        short = sorted(self._get_short_products())
        self.assertEqual(self.later.rental_at_risk, bool(short), told)
        summaries = sorted(self.later.activity_ids.mapped("summary"))
        self.assertEqual(summaries, [f"Shortage: {name}" for name in short], told)
        self.relieved += len(set(self.short) - set(short))
        self.short = short
        words = self.later.message_ids.filtered(lambda note: "no longer short" in note.body)
        self.assertEqual(len(words), self.relieved, told)

    def _compare_stock(self, name, product, told):
        places = {
            self.shop.rental_out_location_id: ("out", "missing"),
            self.shop.rental_after_sales_location_id: ("damaged", "exchanged"),
        }
        for place, statuses in places.items():
            quants = product.stock_quant_ids.filtered(
                lambda quant, at=place: quant.location_id == at
            )
            expected = len(self.story.having(*statuses, product=name))
            self.assertEqual(sum(quants.mapped("quantity")), expected, f"{place.name}: {told}")

    def _compare_capacity(self, name, product, told):
        now = fields.Datetime.now()
        for moment in (now + HOUR, now + 25 * DAY, now + 400 * DAY):
            free = product._get_rental_availability(self.shop, moment, moment + HOUR)
            taken = self.story.count_taken(name, moment, now)
            self.assertEqual(
                free[product.id].available, self.fleet[name] - taken, f"{name} {moment}: {told}"
            )


@tagged("post_install", "-at_install", "slow", "-standard")
class TestRentalStoryLong(TestRentalStory):
    allow_inherited_tests_method = True  # else Odoo skips a test that the class did not write
    steps = 14

    def _get_seeds(self):
        first = int(os.environ.get("RENTAL_STORY_SEED") or random.SystemRandom().randrange(10**6))
        _logger.info("Random stories from seed %s on", first)
        return range(first, first + 40)
