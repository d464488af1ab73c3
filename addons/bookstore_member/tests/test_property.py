import logging
import random

from odoo.tests import tagged

from .common import MemberCommon

_logger = logging.getLogger(__name__)


class Purse:
    """Counts by itself, in another way than the add-on: coins in, coins out, in cents."""

    def __init__(self):
        self.wallet = 0  # what the member may spend
        self.account = 0  # what the books say

    def move(self, wallet=0.0, account=0.0):
        self.wallet += round(wallet * 100)
        self.account += round(account * 100)


@tagged("post_install", "-at_install")
class TestProperty(MemberCommon):
    """A random life of a member beside a purse; wallet and account are right after each step."""

    steps = 14
    seeds = (1, 2)
    acts = ("call", "call", "pay", "pay", "part", "undo", "credit", "till", "till", "refund")
    acts += ("order", "order", "invoice", "note", "cancel", "pause", "close", "end", "night")

    def _play(self, seed):
        chance = random.Random(seed)
        partner = self.env["res.partner"].create({"name": f"Seed {seed}"})
        self.hero = self._join(partner)
        self.purse = Purse()
        self.start = self._get_account()
        self.till_net = 0.0
        self.open_ones, self.payments, self.paid_ones = [], [], []
        self.orders, self.invoices = [], []
        for step in range(self.steps):
            act = chance.choice(self.acts)
            _logger.info("seed %s, step %s: %s", seed, step, act)
            getattr(self, f"_act_{act}")(chance)
            self._check(f"seed {seed}, step {step}, {act}")

    def _check(self, when):
        self.hero.invalidate_recordset()
        self.assertEqual(round(self.hero.card_id.points * 100), self.purse.wallet, when)
        found = round((self._get_account() - self.start) * 100)
        self.assertEqual(found, self.purse.account, when)
        check = self.env["bookstore.member.check"].create({"company_id": self.company.id})
        self.assertAlmostEqual(check.difference, 0.0, 2, when)

    @property
    def cents(self):
        return self.purse.wallet / 100

    def _act_call(self, _chance):
        if self.hero.state == "active":
            self.open_ones.append([self._call(self.hero), 20.0])
            self.purse.move(account=20)

    def _act_pay(self, _chance):
        if self.open_ones:
            one, left = self.open_ones.pop(0)
            payment = self._pay(one) if left == 20 else self._pay(one, left)
            self.payments.append((payment[-1:], one, left))
            self.paid_ones.append(one)
            self.purse.move(wallet=left)

    def _act_part(self, chance):
        if self.open_ones:
            entry = self.open_ones[0]
            amount = chance.choice([3.5, 5.0])
            if entry[1] > amount:
                self._pay(entry[0], amount)
                entry[1] -= amount
                self.purse.move(wallet=amount)

    def _act_undo(self, _chance):
        """A standing order bounced."""
        if self.payments:
            payment, one, amount = self.payments.pop()
            if amount == 20 and one in self.paid_ones:
                payment.action_draft()
                payment.action_cancel()
                self.paid_ones.remove(one)
                self.open_ones.append([one, 20.0])
                self.purse.move(wallet=-20)

    def _act_credit(self, _chance):
        """A correction: the whole contribution is taken back."""
        if self.paid_ones:
            one = self.paid_ones.pop()
            self._reverse(one.move_id)
            self.purse.move(wallet=-20, account=-20)

    def _act_till(self, chance):
        copies = chance.randint(1, 3)
        spend = round(min(max(self.cents, 0), 10.55 * copies), 2)
        self._ring_up_wallet(self.hero, copies, spend)
        self.till_net -= spend
        self.purse.move(wallet=-spend)

    def _act_refund(self, _chance):
        """A book comes back, the price goes on the wallet."""
        self._ring_up_wallet(self.hero, -1, top_up=10.55)
        self.till_net += 10.55
        self.purse.move(wallet=10.55)

    def _act_close(self, _chance):
        self._close_till()
        self.purse.move(account=self.till_net)
        self.till_net = 0.0

    def _act_order(self, chance):
        if self.cents > 0.01:
            copies = chance.randint(1, 3)
            order = self._order(self.hero, copies)
            spent = round(min(self.cents, 10.55 * copies), 2)
            self.orders.append((order, spent))
            self.purse.move(wallet=-spent)

    def _act_invoice(self, _chance):
        if self.orders:
            order, spent = self.orders.pop(0)
            self.invoices.append((self._invoice(order), spent))
            self.purse.move(account=-spent)

    def _act_note(self, _chance):
        """Books come back to the back office: the credit note gives the wallet its part."""
        if self.invoices:
            invoice, spent = self.invoices.pop()
            self._reverse(invoice)
            self.purse.move(wallet=spent, account=spent)

    def _act_cancel(self, _chance):
        if self.orders:
            order, spent = self.orders.pop()
            order.with_env(self.env)._action_cancel()
            self.purse.move(wallet=spent)

    def _act_pause(self, _chance):
        member = self._as(self.bookseller, self.hero)
        if member.state == "active":
            member.action_pause()
        elif member.state == "paused":
            member.action_resume()

    def _act_end(self, chance):
        member = self._as(self.manager, self.hero)
        if member.state == "ended":
            member.action_return()
            return
        choice = chance.choice(["kept", "paid_back"])
        wizards = self._as(self.manager, self.env["bookstore.member.end"])
        wizards.create({"member_id": member.id, "choice": choice}).action_end()
        if choice == "paid_back" and self.cents > 0:
            self.purse.move(wallet=-self.cents, account=-self.cents)

    def _act_night(self, _chance):
        """Once more changes nothing."""
        before = len(self.hero.card_id.history_ids)
        self.hero.card_id._bookstore_settle()
        self.hero.card_id.invalidate_recordset()
        self.assertEqual(len(self.hero.card_id.history_ids), before)

    def test_the_account_is_the_wallets_and_what_is_on_its_way(self):
        for seed in self.seeds:
            with self.subTest(seed=seed):
                self._play(seed)
                self._act_close(None)
                self._check(f"seed {seed}, at the end")


@tagged("post_install", "-at_install", "slow", "-standard")
class TestPropertyLong(TestProperty):
    steps = 40
    seeds = tuple(range(10, 25))
