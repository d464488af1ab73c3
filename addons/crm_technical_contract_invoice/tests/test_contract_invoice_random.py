import logging
import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from odoo.tests import freeze_time, tagged

from .common import ContractInvoiceCommon

_logger = logging.getLogger(__name__)
RUNS, NIGHTS = 3, 14


class Model:
    """What a customer owes, day by day, written without a look at the schedule of the add-on."""

    def __init__(self, start, amount):
        self.start, self.prices, self.paused, self.end = start, {start: amount}, set(), None

    def get_price(self, day):
        return self.prices[max(first for first in self.prices if first <= day)]

    def owe(self, today):
        """Monthly periods from the first day of a month, in advance; the whole is owed at once."""
        total, first = Decimal(0), self.start
        while first <= today and not (self.end and first > self.end):
            after = (first + timedelta(days=32)).replace(day=1)
            days = [first + timedelta(days=n) for n in range((after - first).days)]
            cost = sum(
                (
                    Fraction(self.get_price(day)) / len(days)
                    for day in days
                    if day not in self.paused and not (self.end and day > self.end)
                ),
                Fraction(0),
            )
            cents = Decimal(cost.numerator * 100) / cost.denominator
            total += cents.quantize(Decimal(1), ROUND_HALF_UP) / 100
            first = after
        return total


@tagged("post_install", "-at_install")
class TestContractInvoiceRandom(ContractInvoiceCommon):
    """Pauses, amendments, notices, posting, deleting and reversing in any order."""

    def _act(self, chance, contract, model, today):
        act = chance.choice(("pause", "amend", "post", "delete", "reverse", "post", "end"))
        drafts = contract._get_invoices().filtered(lambda move: move.state == "draft")
        if act == "post":
            drafts.action_post()
        elif act == "delete":
            drafts.unlink()
        elif act == "reverse":
            posted = contract._get_invoices().filtered(
                lambda move: move.state == "posted" and not move.reversal_move_ids
            )
            posted[:1]._reverse_moves(cancel=chance.random() < 0.5)
        elif contract.state != "active":
            return
        elif act == "end":
            if model.end:
                contract.action_reopen()
                model.end = None
            elif chance.random() < 0.2:
                contract.action_terminate()
                model.end = today
        else:
            getattr(self, f"_{act}")(chance, contract, model, today)

    def _pause(self, chance, contract, model, today):
        first = max(contract.date_start, today + timedelta(days=chance.randrange(-40, 40)))
        days = {first + timedelta(days=n) for n in range(chance.randrange(1, 25))}
        if not days & model.paused:
            self.env["tech.contract.pause"].create(
                {
                    "contract_id": contract.id,
                    "date_start": first,
                    "date_end": max(days),
                    "reason": "Works",
                }
            )
            model.paused |= days

    def _amend(self, chance, contract, model, today):
        day = max(max(model.prices), today - timedelta(days=chance.randrange(40)))
        amount = chance.randrange(1, 90_000) / 100
        if amount == float(model.get_price(day)):
            return
        amendment = self.env["tech.contract.amendment"].create({"contract_id": contract.id})
        amendment.write({"amount": amount, "date_from": day})
        amendment.action_agree()
        model.prices[day] = Decimal(str(amount))

    def test_drafts_and_posted_are_what_is_due_always(self):
        seed = random.randrange(10**6)
        for run in range(seed, seed + RUNS):
            _logger.info("seed %s", run)
            with self.subTest(seed=run), self.env.cr.savepoint() as savepoint:
                self._live(random.Random(run))
                savepoint.rollback()

    def _live(self, chance):
        start, today = date(2026, 1, 1), date(2026, 1, 1)
        amount = chance.randrange(1, 90_000) / 100
        with freeze_time(today):
            contract = self._start(str(start), recurrence="month", amount=amount, first_months=48)
        model = Model(start, Decimal(str(amount)))
        for _night in range(NIGHTS):
            with freeze_time(today):
                self._act(chance, contract, model, today)
            self._go(contract, today)
            booked = sum(one.amount for one in contract._get_booked().get(contract.id, {}).values())
            self.assertEqual(booked, model.owe(today))
            today += timedelta(days=chance.randrange(1, 25))
