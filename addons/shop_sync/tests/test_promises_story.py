import logging
import os
import random

from odoo.tests import tagged

from ..core import stock
from .common import ShopSyncCommon
from .fake_prestashop.server import FakeShop

_logger = logging.getLogger(__name__)

STEPS = (
    ("order",) * 6
    + ("pay", "pay", "ship", "ship", "cancel", "return")
    + ("receive", "receive", "transfer", "trouble")
)


@tagged("post_install", "-at_install")
class TestPromisesAtRandom(ShopSyncCommon):
    """Orders, payments, cancellations, receipts, shipments, returns and transfers at random, through
    cut and failing connections, against a model of its own."""

    shops = 3
    steps = 20
    rest_every = 10
    seed = 346861

    def setUp(self):
        super().setUp()
        # SHOP_SYNC_STORY_SEED tells a story again that failed.
        self.seed = int(os.environ.get("SHOP_SYNC_STORY_SEED") or self.seed)
        self.random = random.Random(self.seed)
        self.products = [self._make(f"RND-{number}") for number in range(3)]
        self.fakes = [self._make_shop(number) for number in range(self.shops)]
        # The model: pieces on the shelf, and of each order what was promised.
        self.shelf = {reference: 40 for reference in self.products}
        self.orders = {}
        self.done = dict.fromkeys(STEPS, 0)
        for _store, _shop, channel in self.fakes:
            self._start(channel)
            self._synchronise(channel)

    def _make(self, reference):
        product = self.env["product.product"].create(
            {"name": reference, "default_code": reference, "is_storable": True}
        )
        self._put_stock(product, 40)
        return reference

    def _make_shop(self, number):
        store = self._make_store(("8.1.2", "1.6.1.24", "9.1.4")[number % 3])
        for reference in self.products:
            store.insert_product(
                quantity=0, reference=reference, name=reference, price="10", id_tax_rules_group="1"
            )
        shop = self.enterContext(FakeShop(store, keep_log=False))
        shop.faults.cut_writes = 0.1
        return store, shop, self._create_channel(shop, name=f"Boutique {number}", share=100)

    def _row(self, store, reference):
        return next(
            row for row in store.tables["products"].rows.values() if row["reference"] == reference
        )

    def _get_product(self, reference):
        return self.env["product.product"].search([("default_code", "=", reference)])

    def test_nothing_is_sold_twice_and_all_is_equal_at_rest(self):
        with self.subTest(seed=self.seed):
            for step in range(1, self.steps + 1):
                self._step()
                if step % self.rest_every == 0 or step == self.steps:
                    self._rest()
                    self._compare()
                    _logger.info("Story %s, step %s: %s", self.seed, step, self.done)

    # -- what happens -----------------------------------------------------------------------------

    def _step(self):
        number = self.random.randrange(self.shops)
        _store, shop, channel = self.fakes[number]
        what = self.random.choice(STEPS)
        self.done[what] += bool(getattr(self, f"_do_{what}")(number))
        self.env.cr.precommit.run()
        channel.open_until = False
        self._synchronise(channel)
        shop.faults.answers.clear()
        if not channel.failures:
            self._never_more_than_there_is(number)

    def _do_order(self, number):
        store = self.fakes[number][0]
        reference = self.random.choice(self.products)
        row = self._row(store, reference)
        shown = self._pieces_shown(row, store)
        if shown <= 0:
            return False
        pieces = self.random.randint(1, min(shown, 6))
        state = self.random.choice((2, 10, 10, 1))
        key = self._sell(row, pieces, state=state, store=store)
        self.orders[number, key] = {
            "reference": reference,
            "pieces": pieces,
            "state": "paid" if state == 2 else "open",
        }
        return True

    def _do_receive(self, _number):
        reference, pieces = self.random.choice(self.products), self.random.randint(1, 12)
        self._receive(self._get_product(reference), pieces)
        self.shelf[reference] += pieces
        return True

    def _do_transfer(self, _number):
        """Within the warehouse: the shops may sell as many as before."""
        product = self._get_product(self.random.choice(self.products))
        shelf = self.env["stock.location"].create(
            {"name": "Rayon", "location_id": self.warehouse.lot_stock_id.id}
        )
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": 1,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": shelf.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        if move.state != "assigned":
            move._action_cancel()
            return False
        move.picked = True
        move._action_done()
        return True

    def _do_trouble(self, number):
        """A script that dies for a moment, or a service that is off for longer."""
        status, times = self.random.choice(((500, 1), (500, 3), (503, 1), (503, 9)))
        self.fakes[number][1].faults.answer_next(status, times=times)
        return True

    def _any_order(self, state):
        """A random order in this state: (its place, what the model knows, its record, its store)."""
        places = [place for place, order in self.orders.items() if order["state"] == state]
        if not places:
            return None
        place = self.random.choice(places)
        store, _shop, channel = self.fakes[place[0]]
        return place[1], self.orders[place], self._order_of(place[1], channel), store

    def _do_pay(self, _number):
        if found := self._any_order("open"):
            key, order, _ours, store = found
            store.set_state(key, 2)
            order["state"] = "paid"
        return found

    def _do_cancel(self, _number):
        if found := self._any_order("open"):
            key, order, _ours, store = found
            store.set_state(key, 6)
            shelf = store.stock_of(self._row(store, order["reference"])["id"])
            shelf["quantity"] = str(int(shelf["quantity"]) + order["pieces"])
            order["state"] = "over"
        return found

    def _do_ship(self, _number):
        if found := self._any_order("paid"):
            _key, order, ours, _store = found
            if ours.state != "sale" or ours.picking_ids.state != "assigned":
                return False
            ours.picking_ids.move_ids.picked = True
            ours.picking_ids._action_done()
            self.shelf[order["reference"]] -= order["pieces"]
            order["state"] = "shipped"
        return found

    def _do_return(self, _number):
        if found := self._any_order("shipped"):
            _key, order, ours, _store = found
            wizard = self.env["stock.return.picking"].create({"picking_id": ours.picking_ids.id})
            wizard.product_return_moves.quantity = order["pieces"]
            picking = wizard._create_return()
            picking.move_ids.quantity = order["pieces"]
            picking.move_ids.picked = True
            picking._action_done()
            self.shelf[order["reference"]] += order["pieces"]
            order["state"] = "returned"
        return found

    # -- what must be true ------------------------------------------------------------------------

    def _left(self, reference):
        promised = sum(
            order["pieces"]
            for order in self.orders.values()
            if order["reference"] == reference and order["state"] in ("open", "paid")
        )
        return max(0, self.shelf[reference] - promised)

    def _never_more_than_there_is(self, number):
        """Right after its pass a shop shows no piece that any customer was promised."""
        store = self.fakes[number][0]
        for reference in self.products:
            shown = self._pieces_shown(self._row(store, reference), store)
            self.assertLessEqual(shown, self._left(reference), f"{reference}, seed {self.seed}")

    def _rest(self):
        for _round in range(2):
            for _store, shop, channel in self.fakes:
                cuts, shop.faults.cut_writes = shop.faults.cut_writes, 0
                # A night passes: everything is compared.
                channel.write({"open_until": False, "last_check": False})
                self._synchronise(channel)
                shop.faults.cut_writes = cuts

    def _compare(self):
        for store, _shop, _channel in self.fakes:
            for reference in self.products:
                shown = self._pieces_shown(self._row(store, reference), store)
                wanted = stock.sellable(self._left(reference))
                self.assertEqual(shown, wanted, self._describe(reference))

    def _describe(self, reference):
        """Where the story and Odoo part, for whoever looks for the fault."""
        odd = []
        for (number, key), order in self.orders.items():
            if order["reference"] == reference:
                ours = self._order_of(key, self.fakes[number][2])
                states = ours.picking_ids.mapped("state")
                odd.append(f"shop {number} order {key}: {order} – {ours.state} {states}")
        domain = [("state", "not in", ("done", "superseded")), ("kind", "=", "order")]
        for message in self.env["shop.message"].search(domain):
            odd.append(f"{message.channel_id.name} {message.external_key}: {message.error_text}")
        levels = self.env["shop.stock.level"].search([("product_id.default_code", "=", reference)])
        odd += [f"{level.channel_id.name}: {level.state} {level.reason}" for level in levels]
        return "\n".join([f"{reference}, seed {self.seed}", *odd])


@tagged("post_install", "-at_install", "slow", "-standard")
class TestPromisesAtRandomLong(TestPromisesAtRandom):
    allow_inherited_tests_method = True
    shops = 10
    steps = 3000
    rest_every = 100
    seed = random.randrange(10**6)
