import logging
import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from odoo.tests import freeze_time, tagged

from .common import CommissionCommon

_logger = logging.getLogger(__name__)
RUNS, STEPS = 2, 14


class Sold:
    """An invoice as its seller remembers it: prices and rates of its lines, what came in, what was
    given back. Written without a look at the add-on."""

    def __init__(self, invoice, agent, rate, prices):
        self.invoice, self.agent, self.rate, self.prices = invoice, agent, rate, prices
        self.total = Decimal(str(invoice.amount_total))
        self.notes, self.money, self.payments = [], Decimal(0), []

    def get_earned(self):
        """Σ of what each line and each credited line earns, each rounded for itself."""
        owed = self.total - sum(Decimal(str(note.amount_total)) for note, _price in self.notes)
        if owed <= 0 or self.money <= 0:
            return Decimal(0)
        paid = min(Fraction(self.money) / Fraction(owed), Fraction(1))
        pieces = [*self.prices, *(-price for _note, price in self.notes)]
        return sum(self._round(Fraction(price) * paid * self.rate / 100) for price in pieces)

    def _round(self, amount):
        exact = Decimal(amount.numerator) / Decimal(amount.denominator)
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@tagged("post_install", "-at_install")
class TestCommissionRandom(CommissionCommon):
    """Selling, paying in parts, crediting, taking money off, settling, cancelling and changing rules
    in any order: what is settled and what is open together are the rate of what was paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gates = cls._rule(channel_ids=cls.shop.ids)
        cls._rule(cls.rival, territory="31")
        cls.far = cls.customer.copy({"zip": "31000"})
        cls.foreign = cls.env.ref("base.USD")
        if cls.foreign == cls.company.currency_id:
            cls.foreign = cls.env.ref("base.EUR")
        cls.foreign.active = True
        cls.env["res.currency.rate"].create(
            {"currency_id": cls.foreign.id, "name": "2025-01-01", "rate": 1.25}
        )
        cls.list = cls.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": cls.foreign.id}
        )

    def test_settled_and_open_are_the_rate_of_what_was_paid(self):
        seed = random.randrange(10**6)
        for run in range(seed, seed + RUNS):
            _logger.info("seed %s", run)
            with self.subTest(seed=run), self.env.cr.savepoint() as savepoint:
                self._live(random.Random(run))
                savepoint.rollback()

    def _live(self, chance):
        self.chance, self.sold, self.frozen, self.today = chance, [], {}, date(2026, 1, 5)
        for _step in range(STEPS):
            with freeze_time(self.today):
                acts = ("sell", "pay", "pay", "credit", "give", "remove", "settle", "settle")
                act = chance.choice((*acts, "cancel", "change", "reverse"))
                getattr(self, f"_do_{act if self.sold else 'sell'}")()
                self.env.flush_all()
                self._check()
            self.today += timedelta(days=chance.randrange(1, 24))

    # -- what happens ---------------------------------------------------------------------------------

    def _do_sell(self):
        prices = [self._price() for _line in range(self.chance.randrange(1, 4))]
        if self.chance.random() < 0.4:
            prices.append(-(prices[0] / 3).quantize(Decimal("0.01")))
        customer = self.chance.choice((self.customer, self.far))
        abroad = {"pricelist_id": self.list.id} if self.chance.random() < 0.3 else {}
        order = self._order(
            *map(float, prices),
            carriage=self.chance.choice((0, 9.9)),
            partner_id=customer.id,
            **abroad,
        )
        given = order.order_line.agent_ids[:1]
        self.sold.append(
            Sold(
                self._invoice(order, self.today),
                given.agent_id,
                Fraction(str(given.commission_id.fix_qty)),
                prices,
            )
        )

    def _do_pay(self):
        sold = self.chance.choice(self.sold)
        left = sold.invoice.amount_residual
        amount = left if self.chance.random() < 0.5 else round(left * self.chance.random(), 2)
        if amount > 0:
            payment = self._pay(sold.invoice, amount, self.today)
            sold.payments.append((payment, Decimal(str(amount))))
            sold.money += Decimal(str(amount))

    def _do_credit(self):
        sold = self.chance.choice(self.sold)
        before = sum(price for _note, price in sold.notes)
        price = (sold.prices[0] * self.chance.randrange(1, 11) / 10).quantize(Decimal("0.01"))
        if before + price <= sold.prices[0]:
            note = self._credit(sold.invoice, self.today, price=float(price))
            sold.notes.append((note, price))
            if self.chance.random() < 0.5:
                self._match(sold.invoice, note)

    def _do_reverse(self):
        """A credit note was an error: it is reversed itself."""
        sold = self.chance.choice(self.sold)
        if sold.notes:
            note, _price = sold.notes.pop()
            note._reverse_moves([{"invoice_date": self.today, "date": self.today}]).action_post()

    def _do_give(self):
        """The customer gets his money back."""
        sold = self.chance.choice(self.sold)
        for note, _price in sold.notes[-1:]:
            left = note.amount_residual
            if left > 0:
                payment = self._pay(note, left, self.today)
                sold.payments.append((payment, -Decimal(str(left))))
                sold.money -= Decimal(str(left))

    def _do_remove(self):
        """Money is taken off an invoice again."""
        sold = self.chance.choice(self.sold)
        if sold.payments:
            payment, amount = sold.payments.pop(self.chance.randrange(len(sold.payments)))
            payment.action_cancel()
            sold.money -= amount

    def _do_settle(self):
        until = self.today - timedelta(days=self.chance.randrange(40))
        made = self._settle(until, self.agent | self.rival)
        for settlement in made:
            self.frozen[settlement] = self._tell(settlement)
        self.assertFalse(self._settle(until, self.agent | self.rival), "twice settles nothing")

    def _do_cancel(self):
        standing = [one for one in self.frozen if one.state == "settled"]
        if standing:
            self.chance.choice(standing).action_cancel()

    def _do_change(self):
        self.gates.agent_id = self.chance.choice((self.agent, self.rival))
        self.five.fix_qty = self.chance.choice((3.0, 5.0, 7.125))

    def _price(self):
        return Decimal(self.chance.randrange(1, 90_000)) / 100

    # -- what holds -----------------------------------------------------------------------------------

    def _tell(self, settlement):
        return settlement.total, [
            (line.id, line.settled_amount, line.shop_base) for line in settlement.line_ids
        ]

    def _check(self):
        due = defaultdict(Decimal)
        for sold in self.sold:
            due[sold.agent, sold.invoice.currency_id] += sold.get_earned()
        lines = self.env["account.invoice.line.agent"].search(
            [("agent_id", "in", (self.agent | self.rival).ids)]
        )
        lines.invalidate_recordset()
        found = defaultdict(Decimal)
        for line in lines:
            found[line.agent_id, line.currency_id] += Decimal(str(line.shop_open))
        for settlement in self.frozen:
            if settlement.state != "cancel":
                key = settlement.agent_id, settlement.currency_id
                found[key] += Decimal(str(round(settlement.total, 2)))
            self.assertEqual(self._tell(settlement), self.frozen[settlement], "it never changes")
        for key in due.keys() | found.keys():
            self.assertEqual(found[key], due[key], f"{key} on {self.today}")
