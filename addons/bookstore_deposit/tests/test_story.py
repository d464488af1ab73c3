"""A random life of the shop beside an independent model that knows each copy's true owner.

The model never looks at the journal to know what should be: it keeps the copies themselves. The
people of the story answer questions by the truth; what the software deduces alone must agree.
"""

import random
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import sql
from .common import TillCommon


class Truth:
    """One title: whose copies stand where, whose left with which movement, what was agreed then."""

    def __init__(self):
        self.shelf = defaultdict(Counter)  # place → owner → copies really there
        self.early = Counter()  # owner → copies sold before their parcel was recorded
        self.beyond = defaultdict(Counter)  # movement → owner → copies of these that it took
        self.aside = defaultdict(Counter)  # owner → place → those brought back, not sold again
        self.book = Counter()  # place → copies the software should believe
        self.exits = defaultdict(Counter)  # movement → owner → copies that left for good
        self.found = {}  # movement → owner of the copy that it brought without saying whose
        self.price = {}  # movement → public price incl. VAT of its day
        self.terms = {}  # movement → owner → (discount, losses are paid)
        self.kind = {}  # movement → sale, loss or gift

    def here(self, place):
        return [owner for owner, copies in self.shelf[place].items() for _copy in range(copies)]

    def swap_alike(self, decided):
        """Two copies that left on the same terms cannot be told apart: the names may change sides.

        :param decided: ``{movement: {owner: copies}}`` as the software says
        """
        for move, owners in decided.items():
            for owner in [o for o in owners if owners[o] > self.exits[move][o]]:
                self._swap_one(decided, move, owner)

    def _swap_one(self, decided, move, owner):
        for other in self.exits:
            if other == move or not self._are_alike(move, other):
                continue
            given = [o for o in self.exits[move] if self.exits[move][o] > decided[move][o]]
            if given and self.exits[other][owner] > decided[other][owner]:
                self.exits[move][owner] += 1
                self.exits[move][given[0]] -= 1
                self.exits[other][owner] -= 1
                self.exits[other][given[0]] += 1
                if decided[move][owner] <= self.exits[move][owner]:
                    return

    def _are_alike(self, move, other):
        return (self.price[move], self.terms[move], self.kind[move]) == (
            self.price[other],
            self.terms[other],
            self.kind[other],
        )

    def bring_back(self, move, owner, place):
        """A copy whose parcel nobody recorded yet is kept aside: the shelf does not have it."""
        if self.beyond[move][owner]:
            self.beyond[move][owner] -= 1
            self.aside[owner][place] += 1
        else:
            self.shelf[place][owner] += 1

    def record_parcel(self, owner):
        """The parcel of copies sold early is recorded; :return: how many of them it held."""
        for place, copies in self.aside.pop(owner, {}).items():
            self.shelf[place][owner] += copies
        for owners in self.beyond.values():
            owners.pop(owner, None)
        return self.early.pop(owner, 0)

    def total(self):
        return sum(sum(owners.values()) for owners in self.shelf.values())


@tagged("post_install", "-at_install")
class TestStory(TillCommon):
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
        "_play_parcel": 4, "_play_deliver": 4, "_play_till": 3, "_play_decide": 5,
        "_play_oversell": 2, "_play_statement": 2,
    }  # fmt: skip

    # -- what must hold --------------------------------------------------------------

    def _check(self):
        self.env.flush_all()
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
        for _copy in range(copies):
            owner = beyond or self.chance.choice(truth.here(place))
            if beyond:
                truth.early[owner] += 1
                truth.beyond[move.id][owner] += 1
            else:
                truth.shelf[place][owner] -= 1
            truth.exits[move.id][owner] += 1
        truth.book[place] -= copies
        truth.price[move.id] = truth.price[sale.id] if sale else title.lst_price
        truth.kind[move.id] = move.bookstore_kind
        truth.terms[move.id] = {
            owner: (deposit.discount, deposit.bill_losses)
            for owner, deposit in self.deposits.items()
        }

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

    # -- parcels ------------------------------------------------------------------------

    def _play_parcel(self):
        title, place = self._title(), self.chance.choice([self.shop, self.shop, self.reserve])
        truth = self.truth[title]
        owed = [owner for owner, copies in truth.early.items() if copies]
        owner = self.chance.choice(owed or [*self.deposits, self.firm])
        copies = truth.early[owner] + self.chance.randint(1, 3)
        parcel = self._as(self.user, self.env["bookstore.parcel"]).create(
            {
                "kind": "firm" if owner == self.firm else "deposit",
                "partner_id": False if owner == self.firm else owner.id,
                "company_id": self.company.id,
                "location_id": place.id,
                "line_ids": [
                    Command.create(
                        {"product_id": title.id, "quantity": copies, "location_id": place.id}
                    )
                ],
            }
        )
        parcel.action_validate()
        truth.shelf[place][owner] += copies - truth.record_parcel(owner)
        truth.book[place] += copies
        return True

    def _get_own(self, title, owner):
        return self._own(title).get(owner, 0)

    def _play_send_back(self):
        title, place = self._title(), self.chance.choice([self.shop, self.reserve])
        truth = self.truth[title]
        for owner in self.deposits:
            copies = min(truth.shelf[place][owner], self._get_own(title, owner))
            if copies > 0 and truth.book[place] >= copies:
                copies = self.chance.randint(1, copies)
                parcel = self._as(self.user, self.env["bookstore.parcel"]).create(
                    {
                        "kind": "return",
                        "partner_id": owner.id,
                        "company_id": self.company.id,
                        "line_ids": [
                            Command.create(
                                {
                                    "product_id": title.id,
                                    "quantity": copies,
                                    "location_id": place.id,
                                }
                            )
                        ],
                    }
                )
                parcel.action_validate()
                truth.shelf[place][owner] -= copies
                truth.book[place] -= copies
                return True
        return None

    def _play_too_much(self):
        """More than an owner has: refused, and nothing moves."""
        title = self._title()
        owner = self.chance.choice(list(self.deposits))
        copies = max(self._get_own(title, owner), 0) + 1
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._send_back(owner, copies, title)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._move("loss", copies, title, owner=owner)
        return True

    # -- sales ---------------------------------------------------------------------------

    def _play_deliver(self):
        title = self._title()
        copies = min(len(self.truth[title].here(self.shop)), self.chance.randint(1, 3))
        if copies:
            picking = self._deliver(self.manager, copies, title)
            self._leave(title, self.shop, picking.move_ids, copies)
            self.transfers.append(picking)
            return True
        return None

    def _play_oversell(self):
        title = self._title()
        truth = self.truth[title]
        if not truth.total():
            copies = self.chance.randint(1, 2)
            owner = self.chance.choice([*self.deposits, self.firm])
            if self.chance.random() < 0.5:
                picking = self._deliver(self.manager, copies, title)
            else:
                picking = self._ring(title, copies).picking_ids
            self._leave(title, self.shop, picking.move_ids, copies, beyond=owner)
            self.transfers.append(picking)
            return True
        return None

    def _ring(self, title, copies, **options):
        return self._ring_up(copies, title=title, price=title.lst_price, **options)

    def _play_till(self):
        title = self._title()
        if self.truth[title].here(self.shop):
            order = self._ring(title, 1)
            self._leave(title, self.shop, order.picking_ids.move_ids)
            self.orders.append(order)
            return True
        return None

    def _play_refund(self):
        if self.orders:
            order = self.orders.pop(self.chance.randrange(len(self.orders)))
            title = order.lines.product_id
            sale = order.picking_ids.move_ids
            self._ring(title, -1, refund_of=order)
            self._come_back(title, self.shop, sale, 1)
            return True
        return None

    def _play_return(self):
        if self.transfers:
            picking = self.transfers.pop(self.chance.randrange(len(self.transfers)))
            sale = picking.move_ids
            copies = self.chance.randint(1, int(sale.quantity))
            self._press_return(self.user, picking, copies)
            self._come_back(sale.product_id, self.shop, sale, copies)
            return True
        return None

    def _play_exchange(self):
        if self.transfers:
            picking = self.transfers.pop(self.chance.randrange(len(self.transfers)))
            sale = picking.move_ids
            title = sale.product_id
            made = self._press_return(self.user, picking, 1, exchange=True)
            self._come_back(title, self.shop, sale, 1)
            self._leave(title, self.shop, made[-1].move_ids, 1, sale=sale)
            return True
        return None

    def _play_duplicate(self):
        candidates = [p for p in self.transfers if self.truth[p.product_id].here(self.shop)]
        if candidates:
            picking = self.chance.choice(candidates)
            again = self._as(self.user, picking).copy()
            again.move_ids.product_uom_qty = 1
            again.action_confirm()
            self._validate(again)
            self._leave(picking.product_id, self.shop, again.move_ids, 1, sale=picking.move_ids)
            self.transfers.append(again)
            return True
        return None

    def _play_day_sheet(self):
        title = self._title()
        if self.truth[title].here(self.shop):
            sheet = self._as(self.user, self.env["bookstore.day.sheet"]).create(
                {
                    "warehouse_id": self.warehouse.id,
                    "line_ids": [Command.create({"product_id": title.id, "quantity": 1})],
                }
            )
            sheet.action_post()
            self._leave(title, self.shop, sheet.sudo().order_id.picking_ids.move_ids)
            self.sheets.append((sheet, title))
            return True
        return None

    def _play_undo_day_sheet(self):
        if self.sheets:
            sheet, title = self.sheets.pop()
            sale = sheet.sudo().order_id.picking_ids.move_ids
            sheet.action_undo()
            self._come_back(title, self.shop, sale, 1)
            return True
        return None

    # -- other movements -------------------------------------------------------------------

    def _play_loss(self):
        title, place = self._title(), self.chance.choice([self.shop, self.reserve])
        here = self.truth[title].here(place)
        if here:
            kind = self.chance.choice(["loss", "gift"])
            movement = self._move(kind, 1, title, source=place)
            self._leave(title, place, movement.move_ids)
            self.movements.append((movement, title, place))
            return True
        return None

    def _play_scrap(self):
        title = self._title()
        if self.truth[title].here(self.shop):
            scrap = self._as(self.user, self.env["stock.scrap"]).create(
                {"product_id": title.id, "scrap_qty": 1, "location_id": self.shop.id}
            )
            scrap.do_scrap()
            self._leave(title, self.shop, scrap.move_ids)
            return True
        return None

    def _play_found(self):
        """A copy given up for lost stands there again; nobody says whose it is."""
        title, place = self._title(), self.shop
        owner = self.chance.choice(list(self.deposits))
        if title.id in sql.ever_held(self.env, self.company, title.ids):
            truth = self.truth[title]
            known = sql.title_holders(self.env, self.company, title.id)
            if owner.id in known:
                movement = self._move("irregular_in", 1, title, target=place)
                truth.shelf[place][owner] += 1
                truth.book[place] += 1
                truth.found[movement.move_ids.id] = owner
                return True
        return None

    def _play_undo_movement(self):
        if self.movements:
            movement, title, place = self.movements.pop()
            sale = movement.move_ids
            self._as(self.user, movement).action_undo()
            self._come_back(title, place, sale, 1)
            return True
        return None

    def _play_transfer(self):
        title = self._title()
        source, target = self.chance.sample([self.shop, self.reserve], 2)
        truth = self.truth[title]
        here = truth.here(source)
        if here:
            self._move("transfer", 1, title, source, target)
            owner = self.chance.choice(here)
            truth.shelf[source][owner] -= 1
            truth.shelf[target][owner] += 1
            truth.book[source] -= 1
            truth.book[target] += 1
            return True
        return None

    def _play_inventory(self):
        """Someone stole a copy: the inventory finds it missing."""
        title, place = self._title(), self.shop
        truth = self.truth[title]
        if not truth.here(place) or truth.book[place] != len(truth.here(place)):
            return False
        count = self._as(self.user, self.env["bookstore.count"]).create(
            {"location_id": place.id, "company_id": self.company.id}
        )
        count.action_start()
        for other in self.titles:
            missing = 1 if other == title else 0
            copies = self.truth[other].book[place] - missing
            if copies > 0:
                count.scan_choice(other.id, copies)
        count.action_review()
        line = count.line_ids.filtered(lambda line: line.product_id == title)
        line.resolution = "loss"
        line.action_settle()
        move = line.sudo().move_id
        others = count.line_ids - line
        if others:  # a shelf below zero cannot be counted: given up, the loss stays
            count.action_cancel()
        else:
            count.action_close()
        self._leave(title, place, move)
        return True

    # -- terms and prices --------------------------------------------------------------------

    def _play_price(self):
        title = self._title()
        title.list_price = self.chance.choice([9.99, 12.66, 17.9, 18.99, 24.5])
        return True

    def _play_terms(self):
        deposit = self.deposits[self.chance.choice(list(self.deposits))]
        deposit.discount = self.chance.choice([25, 30, 33.3, 34, 40])
        deposit.bill_losses = self.chance.random() < 0.5
        return True

    # -- decisions -----------------------------------------------------------------------------

    def _get_answer(self, entry):
        """An owner whose copies really are among those that wait, if it may be chosen."""
        found = self.truth[entry.product_id].found.get(entry.move_id.id)
        if found:
            return found, entry.quantity
        truth = self.truth[entry.product_id].exits[entry.move_id.id]
        decided = self._get_decided(entry.product_id)[entry.move_id.id]
        for owner in self.chance.sample([*self.deposits, self.firm], 4):
            copies = min(truth[owner] - decided[owner], entry.quantity)
            copies = min(copies, self._get_own(entry.product_id, owner))
            if copies > 0 and owner in entry.open_candidate_ids:
                return owner, copies
        return None, 0

    def _play_decide(self):
        waiting = self._pending(self.titles)
        if waiting:
            entry = self.chance.choice(waiting)
            owner, copies = self._get_answer(entry)
            if owner:
                wizard = self._as(self.user, self.env["bookstore.decide"]).with_context(
                    active_model="bookstore.allocation", active_ids=entry.ids
                )
                quantity = self.chance.randint(1, int(copies))
                wizard.create({"owner_id": owner.id, "quantity": quantity}).action_confirm()
                return True
        return None

    def _play_exclude(self):
        waiting = self._pending(self.titles)
        if waiting:
            entry = self.chance.choice(waiting)
            if entry.kind == "irregular_in":
                return None
            truth = self.truth[entry.product_id].exits[entry.move_id.id]
            decided = self._get_decided(entry.product_id)[entry.move_id.id]
            false = [owner for owner in entry.open_candidate_ids if truth[owner] <= decided[owner]]
            if false and len(entry.open_candidate_ids) > 1:
                self._as(self.user, entry).action_exclude(false[0].id)
                return True
        return None

    def _play_undo(self):
        decided = self.env["bookstore.allocation"].search(
            [
                ("product_id", "in", self.titles.ids),
                ("state", "=", "decided"),
                ("kind", "in", ["sale", "loss", "gift"]),
                ("quantity", ">", 0),
                ("reversed_quantity", "=", 0),
            ]
        )
        if decided:
            entry = self.chance.choice(decided)
            self._as(self.user, entry).action_undo_decision()
            return True
        return None

    def _decide_the_rest(self):
        self._receive_the_rest()
        for _round in range(200):
            answered = False
            for entry in self._pending(self.titles):
                owner, copies = self._get_answer(entry) if entry.state == "pending" else (None, 0)
                if owner:
                    self._as(self.bookseller, entry).action_decide(owner.id, quantity=copies)
                    answered = True
            self._check()
            if not answered:
                break
        self.assertFalse(self._pending(self.titles))
        self._check_every_owner()

    def _receive_the_rest(self):
        for title, truth in self.truth.items():
            for owner, copies in list(truth.early.items()):
                if copies:
                    self._receive(owner, copies, title)
                    truth.book[self.shop] += copies
                    truth.record_parcel(owner)

    def _check_every_owner(self):
        for title, truth in self.truth.items():
            decided = self._get_decided(title)
            for move, owners in truth.exits.items():
                for owner in self.deposits:
                    self.assertEqual(decided[move][owner], owners[owner])

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
