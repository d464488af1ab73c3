import random
from collections import Counter

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import StandCommon


@tagged("post_install", "-at_install")
class TestStandProperty(StandCommon):
    """Random lives of a stand beside a model that only counts: copies by place and by owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.titles = {
            cls.title: cls.owner_a,
            cls._create_title("Salammbô", 8.2): cls.owner_b,
            cls.bag: cls.firm,
        }

    def _start(self):
        self.here = Counter()
        self.owned = Counter()
        for title, owner in self.titles.items():
            for place, copies in ((self.shop, 4), (self.reserve, 5)):
                self._receive(owner, copies, title, place)
                self.here[title, "home"] += copies
            self.owned[title] += 9
        self.done = []

    def _play(self, seed):
        chance = random.Random(seed)
        self._start()
        stand = self._create_stand()
        title = chance.choice(list(self.titles))
        self._scan(stand, "take", {title: 2})
        stand.action_leave()
        self._follow(stand.operation_ids, {title: 2}, 1)
        for step in range(10):
            act = chance.choice(["take", "sale", "sale", "gift", "loss", "back", "undo", "turn"])
            if act == "turn":
                stand.action_go_on() if stand.state == "back" else stand.action_come_back()
            elif act == "undo":
                self._undo_one(chance)
            else:
                self._act(stand, act, chance)
            self._check(stand, f"seed {seed}, step {step}, {act}")
        self._end(stand, seed)

    def _act(self, stand, kind, chance):
        source = "home" if kind == "take" else "stand"
        copies = {
            title: chance.randint(1, self.here[title, source])
            for title in self.titles
            if self.here[title, source] > 0 and chance.random() < 0.6
        }
        if copies:
            self._follow(self._do(stand, kind, copies), copies, 1)

    def _follow(self, operation, copies, sign):
        for title, number in copies.items():
            if operation.kind in ("take", "back"):
                towards = sign if operation.kind == "take" else -sign
                self.here[title, "stand"] += towards * number
                self.here[title, "home"] -= towards * number
            else:
                self.here[title, "stand"] -= sign * number
                self.owned[title] -= sign * number
        if sign > 0:
            self.done.append((operation, copies))

    def _undo_one(self, chance):
        if not self.done:
            return
        operation, copies = chance.choice(self.done)
        kind = operation.kind
        if kind == "take" and any(self.here[t, "stand"] < n for t, n in copies.items()):
            with self.assertRaisesRegex(UserError, "since. Undo what took them first"):
                operation.action_undo()
            return
        try:
            with self.env.cr.savepoint():
                operation.action_undo()
        except UserError as error:
            # what came home to one place went out again from there
            self.assertEqual(kind, "back", error)
            return
        self.done.remove((operation, copies))
        self._follow(operation, copies, -1)

    def _check(self, stand, when):
        home = (self.shop, self.reserve)
        for title, owner in self.titles.items():
            there = self._at(stand.location_id, title)
            self.assertEqual(there, self.here[title, "stand"], when)
            at_home = sum(self._at(place, title) for place in home)
            self.assertEqual(at_home, self.here[title, "home"], when)
            expected = {owner: self.owned[title]} if self.owned[title] else {}
            self.assertEqual(self._own(title), expected, when)
        self.assertEqual(self.env["bookstore.allocation"]._find_broken(self.company), [], when)

    def _end(self, stand, seed):
        if stand.state == "out":
            stand.action_come_back()
        if stand.left_total:
            with self.assertRaisesRegex(UserError, "neither home nor sold"):
                stand.action_close()
            stand.action_bring_back_rest()
            stand._get_open_operation("back").action_record()
        stand.action_close()
        for line in stand.line_ids:
            self.assertEqual(
                line.taken, line.sold + line.given + line.lost + line.back, f"seed {seed}"
            )
        for title in self.titles:
            self.here[title, "home"] += self.here[title, "stand"]
            at_home = self._at(self.shop, title) + self._at(self.reserve, title)
            self.assertEqual(at_home, self.here[title, "home"], f"seed {seed}")
            self._clear(title)

    def _clear(self, title):
        """The next life begins with an empty shop."""
        for place in (self.shop, self.reserve):
            copies = self._at(place, title)
            if copies:
                self._move("loss", copies, title, place)

    def test_copies_are_never_lost_nor_made(self):
        for seed in (1, 2):
            with self.subTest(seed=seed):
                self._play(seed)


@tagged("post_install", "-at_install", "slow", "-standard")
class TestStandPropertyLong(TestStandProperty):
    def test_copies_are_never_lost_nor_made(self):
        for seed in range(10, 40):
            with self.subTest(seed=seed):
                self._play(seed)
