"""A random life of the shop beside an independent model that knows each copy's true owner.

The model never looks at the journal to know what should be: it keeps the copies themselves. The
people of the story answer questions by the truth; what the software deduces alone must agree.
"""

import random
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import sql
from .common import TillCommon
from .story_house import StoryHouse
from .story_trade import StoryTrade
from .story_truth import Truth


@tagged("post_install", "-at_install")
class TestStory(StoryTrade, StoryHouse, TillCommon):
    SEEDS, STEPS = (1, 2), 45

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        cls.bookseller.write(
            {"group_ids": [Command.link(cls.env.ref("point_of_sale.group_pos_user").id)]}
        )
        cls.deposits = {
            cls.owner_a: cls.deposit_a,
            cls.owner_b: cls.deposit_b,
            cls.owner_c: cls._create_deposit(cls.owner_c, discount=25, bill_losses=False),
        }

    def test_the_books_are_the_truth_after_each_step(self):
        for seed in self.SEEDS:
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                self._live(seed)
                savepoint.rollback()
                self.env.invalidate_all()

    @mute_logger("odoo.models.unlink")
    def _live(self, seed):
        self.chance = random.Random(seed)
        self.titles = self._create_title(f"Story {seed}/1", 12.66) | self._create_title(
            f"Story {seed}/2", 18.99
        )
        self.truth = {title: Truth() for title in self.titles}
        self.transfers, self.orders, self.movements, self.sheets = [], [], [], []
        self.stated = Counter()
        plays = [name for name in dir(self) if name.startswith("_play_")]
        weights = [self.WEIGHTS.get(name, 1) for name in plays]
        self.played = Counter()
        for step in range(self.STEPS):
            (name,) = self.chance.choices(plays, weights)
            self.user = self.chance.choice([self.bookseller, self.manager])
            try:
                if getattr(self, name)():
                    self.played[name] += 1
                self._check()
            except Exception as error:
                error.add_note(f"seed {seed}, step {step}, {name}") if hasattr(
                    error, "add_note"
                ) else None
                raise
        self._decide_the_rest()
        for owner in self.deposits:
            self._state(owner)

    WEIGHTS = {
        "_play_parcel": 4,
        "_play_deliver": 4,
        "_play_till": 3,
        "_play_decide": 5,
        "_play_oversell": 2,
        "_play_statement": 2,
    }

    # -- what must hold --------------------------------------------------------------

    def _check(self):
        self.env.invalidate_all()  # each act is a request of its own: it reads what is there now
        journal = self.env["bookstore.allocation"]
        self.assertEqual(journal._find_broken(self.company), [])
        for title, truth in self.truth.items():
            places = Counter()
            for _title, place, _owner, copies in sql.stock_cells(self.env, self.company, title.ids):
                places[place] += copies
            for place in (self.shop, self.reserve):
                self.assertEqual(places[place.id], truth.book[place], title.name)
            self._check_decided(title, truth)

    def _check_decided(self, title, truth):
        """Nothing was decided that is not true."""
        decided = self._get_decided(title)
        truth.swap_alike(decided)
        for move, owners in decided.items():
            for owner, copies in owners.items():
                self.assertLessEqual(
                    copies, truth.exits[move][owner], f"{title.name}, {owner.name}, {move}"
                )

    def _get_decided(self, title):
        """Net copies decided by sale: a copy taken back counts against the sale it came from."""
        entries = self.env["bookstore.allocation"].search(
            [
                ("product_id", "=", title.id),
                ("state", "=", "decided"),
                ("kind", "in", ["sale", "gift", "loss", "irregular_out"]),
            ]
        )
        decided = defaultdict(Counter)
        for entry in entries:
            if entry.is_asked and entry.owner_id == self.firm and entry.decided_how == "direct":
                continue  # the shop's own only as long as nobody entrusted the title
            origin = entry
            while origin.reverse_of_id:
                origin = origin.reverse_of_id
            decided[origin.move_id.id][entry.owner_id] += entry.quantity
        return decided

    # -- the model's side of what happens ---------------------------------------------

    def _title(self):
        return self.chance.choice(self.titles)

    def _leave(self, title, place, move, copies=1, beyond=None, sale=None):
        """Copies of the shelf leave with a movement, or ``beyond`` it copies of one owner.

        :param sale: the movement of the same sale that went before: its price of the day holds
        """
        truth = self.truth[title]
        if not truth.holders & set(self.deposits):
            truth.holders.add(self.firm)  # nobody had entrusted it: it was sold as the shop's own
        for _copy in range(copies):
            owner = self._take(truth, place, move, beyond)
            truth.exits[move.id][owner] += 1
        truth.book[place] -= copies
        truth.price[move.id] = truth.price[sale.id] if sale else title.lst_price
        truth.kind[move.id] = move.bookstore_kind
        truth.terms[move.id] = {
            owner: (deposit.discount, deposit.bill_losses)
            for owner, deposit in self.deposits.items()
        }

    def _take(self, truth, place, move, beyond):
        here = truth.here(place)
        if here and not beyond:
            owner = self.chance.choice(here)
            truth.shelf[place][owner] -= 1
            return owner
        if beyond:
            owner = beyond
            truth.early[owner] += 1
        else:  # what came back a moment ago, and whose parcel nobody recorded yet
            owner = self.chance.choice(truth.kept_aside(place))
            truth.aside[owner][place] -= 1
        truth.beyond[move.id][owner] += 1
        return owner

    def _come_back(self, title, place, move, copies):
        """A customer brings copies back: those the journal says, when it knows, else any."""
        truth = self.truth[title]
        for _copy in range(copies):
            left = truth.exits[move.id]
            decided = self._get_decided(title)[move.id]
            over = [owner for owner in left if decided[owner] > left[owner]]
            free = [owner for owner in left if left[owner] > decided[owner]]
            # What is decided stays true: an undecided copy came back if there was one.
            owner = self.chance.choice(free or over)
            left[owner] -= 1
            truth.bring_back(move.id, owner, place)
        truth.book[place] += copies

    def _come_from_nowhere(self, title, place, move):
        """A copy nobody sold stands there: who may be its owner says whether it waits."""
        truth = self.truth[title]
        possible = sorted(truth.holders or {self.firm}, key=lambda owner: owner.id)
        owner = self.chance.choice(possible)
        truth.holders.add(owner)
        truth.shelf[place][owner] += 1
        truth.book[place] += 1
        waiting = self._pending(title).filtered(lambda entry: entry.move_id == move)
        self.assertEqual(sum(waiting.mapped("quantity")), 1 if len(possible) > 1 else 0)
        if waiting:
            truth.found[move.id] = owner

    # -- money ---------------------------------------------------------------------------------

    def _play_statement(self):
        owner = self.chance.choice(list(self.deposits))
        if not self._statement(self._as(self.user, self.deposits[owner])).is_blocked:
            self._state(owner)
            return True
        return None

    def _state(self, owner):
        """What the statement and its bill say is what the copies and the terms say."""
        expected = self._get_owed(owner)
        statement = self._statement(self._as(self.user, self.deposits[owner]))
        self.assertEqual(statement.amount_untaxed, float(expected))
        if statement.amount_untaxed:
            statement.action_bill()
            bill = statement.sudo().bill_id
            sign = -1 if bill.move_type == "in_refund" else 1
            self.assertEqual(sign * bill.amount_untaxed, float(expected))
            self.assertEqual(sign * bill.amount_total, statement.amount_total)
            self.assertAlmostEqual(
                statement.amount_total, float(expected) * 1.055, delta=0.01 * len(bill.line_ids)
            )
        else:
            statement.action_close()

    def _get_owed(self, owner):
        groups = defaultdict(Decimal)
        for title, truth in self.truth.items():
            kinds = self._get_kinds(title)
            for move, owners in self._get_decided(title).items():
                copies = owners[owner] - self.stated[title, move, owner]
                self.stated[title, move, owner] = owners[owner]
                if not copies:
                    continue  # a movement undone: nothing left with it
                discount, losses = truth.terms[move].get(owner, (0, False))
                if kinds[move] == "loss" and not losses:
                    continue
                price = Decimal(repr(truth.price[move])) / Decimal("1.055")
                share = Decimal(100) - Decimal(repr(discount))
                groups[discount] += Decimal(repr(copies)) * price * share / 100
        cent = Decimal("0.01")
        return sum((owed.quantize(cent, ROUND_HALF_UP) for owed in groups.values()), Decimal(0))

    def _get_kinds(self, title):
        moves = self.env["stock.move"].browse(self.truth[title].exits)
        return {move.id: move.bookstore_kind for move in moves}


@tagged("post_install", "-at_install", "slow", "-standard")
class TestStoryLong(TestStory):
    """Two thousand steps; the seed of a failure is named."""

    allow_inherited_tests_method = True  # Odoo leaves out inherited tests otherwise
    SEEDS, STEPS = range(100, 110), 200
