import random
from collections import Counter

from odoo.tests import tagged

from .common import ClientCommon


class Ledger:
    """Counts by itself, in another way than the add-on: events one after the other."""

    def __init__(self):
        self.shop = 0
        self.waiting = []  # [order, open, aside], the oldest first

    def settle(self):
        for entry in self.waiting:
            while entry[1] > entry[2] and self.shop > 0:
                entry[2] += 1
                self.shop -= 1

    def find(self, order):
        return next(entry for entry in self.waiting if entry[0] == order)

    def change(self, order, number):
        entry = self.find(order)
        entry[1] = number
        if entry[2] > number:
            self.shop += entry[2] - number
            entry[2] = number
        self.waiting = [entry for entry in self.waiting if entry[1] > 0]

    def open(self, order, number):
        aside = sum(entry[2] for entry in self.waiting if entry[0] == order)
        self.waiting = [entry for entry in self.waiting if entry[0] != order]
        self.waiting.append([order, number, aside])
        self.waiting.sort(key=lambda entry: (entry[0].date, entry[0].id))

    def pick(self, order, number):
        entry = self.find(order)
        entry[1] -= number
        entry[2] -= number
        self.waiting = [entry for entry in self.waiting if entry[1] > 0]


@tagged("post_install", "-at_install")
class TestClientProperty(ClientCommon):
    """Random days of a shop beside a ledger that only counts."""

    steps = 14
    acts = ("take", "take", "more", "fewer", "arrive", "send", "cancel", "reopen", "again", "pick")
    acts += ("correct", "sell")

    def _play(self, seed):
        chance = random.Random(seed)
        self.ledger = Ledger()
        self.cancelled, self.picked = [], []
        self.title = self._create_title(f"Seed {seed}")
        for step in range(self.steps):
            act = chance.choice(self.acts)
            getattr(self, f"_act_{act}")(chance)
            self.ledger.settle()
            self._check(f"seed {seed}, step {step}, {act}")

    def _act_take(self, chance):
        number = chance.randint(1, 3)
        wish = chance.choice(["none", "phone"])
        order = self._take(chance.choice([self.anna, self.bob]), number, self.title, wish=wish)
        self.ledger.waiting.append([order, number, 0])

    def _choose(self, chance, ready=lambda entry: True):
        found = [entry for entry in self.ledger.waiting if ready(entry)]
        return chance.choice(found) if found else None

    def _act_more(self, chance):
        entry = self._choose(chance)
        if entry:
            entry[0].quantity += 1
            entry[1] += 1

    def _act_fewer(self, chance):
        entry = self._choose(chance, lambda entry: entry[1] > 1)
        if entry:
            entry[0].quantity -= 1
            self.ledger.change(entry[0], entry[1] - 1)

    def _act_arrive(self, chance):
        number = chance.randint(1, 3)
        self._receive(chance.choice([self.firm, self.owner_a, self.owner_b]), number, self.title)
        self.ledger.shop += number

    def _act_send(self, chance):
        if self.env["bookstore.need"].search_count([("state", "=", "open")]):
            self._order_needs(self.owner_c)

    def _act_cancel(self, chance):
        entry = self._choose(chance)
        if entry:
            entry[0].action_cancel()
            self.cancelled.append((entry[0], entry[1]))
            self.ledger.change(entry[0], 0)

    def _act_reopen(self, chance):
        if self.cancelled:
            order, number = self.cancelled.pop(chance.randrange(len(self.cancelled)))
            order.action_reopen()
            self.ledger.open(order, number)

    def _act_again(self, chance):
        """Cancelled and confirmed again among the sales orders."""
        entry = self._choose(chance)
        if entry:
            order, number, _aside = entry
            sale = order.sudo().sale_id
            sale._action_cancel()
            self.ledger.change(order, 0)
            self.ledger.settle()
            sale.action_draft()
            sale.action_confirm()
            self.ledger.open(order, number)

    def _act_correct(self, chance):
        """One copy fewer was handed over than somebody had said."""
        if self.picked:
            order, picking, number = self.picked.pop(chance.randrange(len(self.picked)))
            picking.is_locked = False
            picking.move_ids.quantity = number - 1
            self.ledger.shop += 1
            if order.state != "cancelled":
                left = [entry[1] for entry in self.ledger.waiting if entry[0] == order]
                self.ledger.open(order, sum(left) + 1)
            else:
                self.cancelled = [(one, left + (one == order)) for one, left in self.cancelled]

    def _act_pick(self, chance):
        entry = self._choose(chance, lambda entry: entry[2] > 0)
        if entry:
            number = chance.randint(1, entry[2])
            picking = self._pick_up(entry[0], number)
            if number > 1:
                self.picked.append((entry[0], picking, number))
            self.ledger.pick(entry[0], number)

    def _act_sell(self, chance):
        if self.ledger.shop > 0:
            self._sell(1, self.title)
            self.ledger.shop -= 1

    def _check(self, when):
        self.assertEqual(self._at(self.shop, self.title), self.ledger.shop, when)
        inside = Counter()
        for order, left, aside in self.ledger.waiting:
            order.invalidate_recordset()
            self.assertEqual((order.left, order.aside), (left, aside), f"{when}: {order.name}")
            is_here = order.state in ("arrived", "told")
            self.assertEqual(is_here, aside == left, f"{when}: {order.name}")
            inside["all"] += aside
        self.assertEqual(self._at(self.place, self.title), inside["all"], when)
        self.assertPlaceRight(self.title)
        lack = sum(left - aside for _order, left, aside in self.ledger.waiting)
        ordered, _owners = self.env["bookstore.need"]._get_ordered(self.company, self.title)
        need = max(lack - ordered[self.title.id], 0)
        self.assertEqual(self._open(), {"client": need} if need else {}, when)
        self.assertBooksRight()

    def test_nothing_is_sold_twice_and_nobody_is_forgotten(self):
        for seed in (1, 2):
            with self.subTest(seed=seed):
                self._play(seed)


@tagged("post_install", "-at_install", "slow", "-standard")
class TestClientPropertyLong(TestClientProperty):
    steps = 40

    def test_nothing_is_sold_twice_and_nobody_is_forgotten(self):
        for seed in range(10, 30):
            with self.subTest(seed=seed):
                self._play(seed)
