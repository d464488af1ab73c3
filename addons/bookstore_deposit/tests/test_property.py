import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestProperty(BookstoreCommon):
    """Random lives of a shop: whatever happens, the books stay right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deposit_c = cls._create_deposit(cls.owner_c)
        cls.titles = cls.title | cls._create_title("Salammbô", 8.2)
        cls.sales = []

    def _play(self, seed, steps):
        self.sales = []
        chance = random.Random(seed)
        for step in range(steps):
            action = chance.choice(
                [
                    self._play_receive,
                    self._play_sell,
                    self._play_sell,
                    self._play_sell,
                    self._play_transfer,
                    self._play_loss,
                    self._play_decide,
                    self._play_decide,
                    self._play_undo,
                    self._play_take_back,
                    self._play_send_back,
                    self._play_statement,
                    self._play_exclude,
                ]
            )
            action(chance)
            broken = self.env["bookstore.allocation"]._find_broken(self.company)
            self.assertFalse(broken, f"seed {seed}, step {step}, {action.__name__}")
        self._close_everything()

    def _owners(self):
        return [self.owner_a, self.owner_b, self.owner_c, self.firm]

    def _play_receive(self, chance):
        self._receive(
            chance.choice(self._owners()), chance.randint(1, 4), chance.choice(self.titles)
        )

    def _play_sell(self, chance):
        place = chance.choice([self.shop, self.shop, self.reserve])
        title = chance.choice(self.titles)
        before = title.qty_available
        sale = self._sell(chance.randint(1, 2), title, place)
        title.invalidate_recordset(["qty_available"])
        self.assertEqual(title.qty_available, before - sale.quantity)
        self.sales.append(sale)

    def _play_transfer(self, chance):
        places = chance.sample([self.shop, self.reserve], 2)
        self._move("transfer", 1, chance.choice(self.titles), places[0], places[1])

    def _play_loss(self, chance):
        self._move(chance.choice(["loss", "gift"]), 1, chance.choice(self.titles))

    def _play_decide(self, chance):
        pending = self._pending(self.titles)
        if pending:
            allocation = chance.choice(pending)
            owners = allocation.open_candidate_ids
            if owners:
                quantity = chance.randint(1, int(allocation.quantity))
                try:
                    with self.env.cr.savepoint():
                        allocation.action_decide(chance.choice(owners).id, quantity=quantity)
                except UserError as error:
                    self.assertIn("owns only", str(error))

    def _play_exclude(self, chance):
        pending = self._pending(self.titles)
        if pending:
            allocation = chance.choice(pending)
            owners = allocation.open_candidate_ids
            if len(owners) > 1:
                allocation.action_exclude(chance.choice(owners).id)

    def _play_undo(self, chance):
        decided = self.env["bookstore.allocation"].search(
            [
                ("state", "=", "decided"),
                ("kind", "in", ["sale", "loss", "gift"]),
                ("quantity", ">", 0),
                ("reversed_quantity", "=", 0),
                ("company_id", "=", self.company.id),
            ]
        )
        if decided:
            chance.choice(decided).action_undo_decision()

    def _play_take_back(self, chance):
        if self.sales:
            sale = self.sales.pop(chance.randrange(len(self.sales)))
            self._take_back(sale, chance.randint(1, int(sale.quantity)))

    def _play_send_back(self, chance):
        owner, title = chance.choice(self._owners()[:3]), chance.choice(self.titles)
        owned = self._own(title).get(owner, 0)
        if owned > 0:
            self._send_back(owner, chance.randint(1, int(owned)), title)

    def _play_statement(self, chance):
        deposit = chance.choice([self.deposit_a, self.deposit_b, self.deposit_c])
        statement = self._statement(deposit)
        if not statement.is_blocked:
            statement.action_close()

    def _close_everything(self):
        """Decide what is left, state everybody: Σ stated is Σ exits, and nobody is owed twice."""
        for allocation in self._pending(self.titles):
            while allocation.state == "pending":
                allocation.invalidate_recordset(["open_candidate_ids"])
                owners = allocation.open_candidate_ids
                if not owners:
                    self._receive(self.owner_a, 5, allocation.product_id)
                    allocation.candidate_ids |= self.owner_a
                    allocation.excluded_ids = False
                    continue
                allocation.action_decide(owners[0].id, quantity=1)
        self.assertFalse(self._pending(self.titles))
        for deposit in (self.deposit_a, self.deposit_b, self.deposit_c):
            self._statement(deposit).action_close()
        self._check_stated_is_what_left()
        self.assertBooksRight()

    def _check_stated_is_what_left(self):
        for deposit in (self.deposit_a, self.deposit_b, self.deposit_c):
            journal = self.env["bookstore.allocation"].search(
                [("owner_id", "=", deposit.partner_id.id), ("state", "=", "decided")]
            )
            self.assertFalse(journal.filtered(lambda allocation: not allocation.statement_line_id))
            lines = deposit.statement_ids.line_ids
            for kind, name in (("sale", "sold"), ("loss", "lost"), ("gift", "gift")):
                left = sum(journal.filtered(lambda a, kind=kind: a.kind == kind).mapped("quantity"))
                self.assertEqual(sum(lines.mapped(name)), left)

    def test_a_random_life_keeps_the_books_right(self):
        for seed in (1, 2, 3):
            with self.subTest(seed=seed):
                self._play(seed, steps=40)
                self.assertBooksRight()


@tagged("post_install", "-at_install", "slow", "-standard")
class TestPropertyLong(TestProperty):
    def test_a_random_life_keeps_the_books_right(self):
        for seed in range(10, 30):
            with self.subTest(seed=seed):
                self._play(seed, steps=80)
                self.assertBooksRight()
