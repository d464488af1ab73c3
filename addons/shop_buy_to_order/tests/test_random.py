import os
import random
from datetime import datetime, timedelta

from odoo.tests import tagged

from .common import BuyCommon


class Ledger:
    """What should be, kept by hand: of each order what is wanted and refused, and of each purchase
    its part: `[the customer's, ordered, received]`."""

    def __init__(self):
        self.wanted, self.refused, self.parts, self.born = {}, {}, {}, {}
        self.draft = None

    def settle(self, order):
        parts = self.parts[order]
        over = sum(part[0] for part in parts.values()) + self.refused[order] - self.wanted[order]
        while over > 0 and self.refused[order]:
            self.refused[order], over = self.refused[order] - 1, over - 1
        soft = parts.get(self.draft)
        while over > 0 and soft and soft[0]:
            soft[0], soft[1], over = soft[0] - 1, soft[1] - 1, over - 1
        if soft and not soft[1]:
            del parts[self.draft]
        missing = max(-over, 0)
        for purchase in sorted(parts):
            if purchase != self.draft:
                more = min(missing, parts[purchase][1] - parts[purchase][0])
                parts[purchase][0], missing = parts[purchase][0] + more, missing - more
        return missing

    def bought(self, order):
        return sum(part[0] for part in self.parts[order].values())

    def surplus(self, order):
        return max(self.bought(order) - self.wanted[order], 0)

    def take(self, order, pieces, least=0):
        """Take pieces off an order's parts, the newest first; not those that came.

        :return: those parts, with what was taken off each
        """
        taken = []
        for purchase in sorted(self.parts[order], reverse=True):
            part = self.parts[order][purchase]
            room = part[0] - (min(part[0], part[2]) if least else 0)
            cut = min(room, pieces)
            part[0] -= cut
            pieces -= cut
            taken.append((part, cut))
        return taken

    def receive(self, purchase, pieces, rest_comes):
        queue = sorted(
            (not parts[purchase][0], self.born[order], order)
            for order, parts in self.parts.items()
            if purchase in parts and parts[purchase][1] > parts[purchase][2]
        )
        for _shelf, _born, order in queue:
            part = self.parts[order][purchase]
            came = min(pieces, part[1] - part[2])
            part[2], pieces = part[2] + came, pieces - came
            if not rest_comes:
                lost = max(part[0] - part[2], 0)
                part[0] -= lost
                part[1] = part[2]
                self.refused[order] += lost


@tagged("post_install", "-at_install")
class TestBuyAtRandom(BuyCommon):
    """Customers order, change and cancel; suppliers confirm, come short, refuse and never come;
    people decide. After each act everything is as the ledger says."""

    steps = 40
    seed = 20261130

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._make_product("RND", cls.suppliers[0])

    def test_every_piece_has_its_customer(self):
        seed = int(os.environ.get("SHOP_BUY_STORY_SEED") or self.seed)
        self.random = random.Random(seed)
        self.book, self.orders, self.told = Ledger(), {}, []
        acts = [self._order] * 4 + [self._change] * 3 + [self._confirm, self._receive] * 3
        acts += [self._cancel, self._refuse, self._decide, self._decide, self._deliver]
        for _step in range(self.steps):
            self.random.choice(acts)()
            with self.subTest(seed=seed, story=self.told[-6:]):
                self._compare()
        self.assertGreater(len(set(self.told)), 5, "the story tried too little")

    # -- acts -----------------------------------------------------------------------------------------

    def _pick(self, holds):
        found = [key for key in self.orders if holds(key)]
        return self.random.choice(found) if found else None

    def _need(self, key):
        return self.orders[key].buy_need_ids

    def _bought(self, key):
        """The ledger learns which purchase is the draft that gathers."""
        more = self.book.settle(key)
        if not more:
            return
        draft = self._need(key).purchase_line_ids.order_id.filtered(
            lambda one: one.state == "draft"
        )
        self.assertEqual(len(draft), 1)
        self.assertIn(self.book.draft, (None, draft.id), "a second draft gathers")
        self.book.draft = draft.id
        part = self.book.parts[key].setdefault(draft.id, [0, 0, 0])
        part[0], part[1] = part[0] + more, part[1] + more

    def _forget_draft(self):
        if not any(self.book.draft in parts for parts in self.book.parts.values()):
            self.book.draft = None

    def _order(self):
        pieces, key = self.random.randint(1, 4), len(self.orders)
        # Who orders last in this story may have ordered first in the shop.
        born = datetime(2026, 11, 1) + timedelta(minutes=self.random.randrange(10**6))
        order = self._sell(self.product, pieces)
        order.date_order = born
        order.buy_need_ids.invalidate_recordset()
        self.orders[key] = order
        self.book.wanted[key], self.book.refused[key] = pieces, 0
        self.book.parts[key], self.book.born[key] = {}, born
        self.told.append("order")
        self._bought(key)

    def _change(self):
        key = self._pick(lambda key: self.orders[key].state == "sale" and self.book.wanted[key])
        if key is None or self._need(key).delivered_quantity:
            return
        pieces = self.random.randint(1, 5)
        self.orders[key].order_line.product_uom_qty = pieces
        self.book.wanted[key] = pieces
        self.told.append("change")
        self._bought(key)
        self._forget_draft()

    def _cancel(self):
        key = self._pick(lambda key: self.orders[key].state == "sale")
        if key is None or self._need(key).delivered_quantity:
            return
        self.orders[key]._action_cancel()
        self.book.wanted[key] = 0
        self.told.append("cancel")
        self.book.settle(key)
        self._forget_draft()

    def _confirm(self):
        if self.book.draft:
            self.env["purchase.order"].browse(self.book.draft).button_confirm()
            self.book.draft = None
            self.told.append("confirm")

    def _receive(self):
        moves = self.env["stock.move"].search(
            [
                ("product_id", "=", self.product.id),
                ("purchase_line_id.order_id.buy_to_order", "=", True),
                ("state", "not in", ("done", "cancel")),
                ("location_dest_id.usage", "=", "internal"),
            ]
        )
        if not moves:
            return
        purchase = self.random.choice(moves.purchase_line_id.order_id)
        asked = int(
            sum(
                moves.filtered(lambda move: move.purchase_line_id.order_id == purchase).mapped(
                    "product_uom_qty"
                )
            )
        )
        pieces, rest_comes = self.random.randint(1, asked), self.random.random() < 0.7
        self._receive_purchase(purchase, {self.product: pieces}, backorder=rest_comes)
        self.book.receive(purchase.id, pieces, rest_comes or pieces == asked)
        self.told.append("receive")
        for key in self.orders:
            self.book.settle(key)

    def _refuse(self):
        key = self._pick(lambda key: self._awaited(key))
        if key is None:
            return
        pieces = self.random.randint(1, self._awaited(key))
        wizard = self.env["shop.buy.refusal"].create(
            {"need_id": self._need(key).id, "quantity": pieces}
        )
        wizard.action_refuse()
        for part, cut in self.book.take(key, pieces, least=1):
            part[1] -= cut
        self.book.refused[key] += pieces
        self.told.append("refuse")
        self.book.settle(key)
        self._drop_empty(key)

    def _awaited(self, key):
        return sum(part[0] - min(part[0], part[2]) for part in self.book.parts[key].values())

    def _drop_empty(self, key):
        draft = self.book.parts[key].get(self.book.draft)
        if draft and not draft[1]:
            del self.book.parts[key][self.book.draft]
        self._forget_draft()

    def _decide(self):
        key = self._pick(lambda key: self.book.refused[key])
        if key is not None:
            again = self.random.random() < 0.6
            self._need(key).action_buy_again() if again else self._need(key).action_leave_out()
            if not again:
                self.book.wanted[key] -= self.book.refused[key]
            self.book.refused[key] = 0
            self.told.append("buy again" if again else "leave out")
            self._bought(key)
            return
        key = self._pick(self.book.surplus)
        if key is None:
            return
        if self._need(key).surplus_ordered and self.random.random() < 0.5:
            pieces = int(self._need(key).surplus_ordered)
            self._need(key).action_supplier_cancels()
            for part, cut in self.book.take(key, pieces, least=1):
                part[1] -= cut
            self.told.append("supplier cancels")
        else:
            self._need(key).action_keep_as_stock()
            self.book.take(key, self.book.surplus(key))
            self.told.append("keep")

    def _deliver(self):
        key = self._pick(lambda key: self._need(key).state == "ready")
        if key is None:
            return
        picking = self.orders[key].picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(self._need(key).delivered_quantity, self.book.wanted[key])
        self.told.append("deliver")

    # -- what is, against what should be --------------------------------------------------------------

    def _compare(self):
        for key, order in self.orders.items():
            need, parts = order.buy_need_ids, self.book.parts[key]
            self.assertEqual(
                (need.wanted_quantity, need.bought_quantity, need.refused_quantity),
                (self.book.wanted[key], self.book.bought(key), self.book.refused[key]),
            )
            self.assertEqual(need.surplus_ordered + need.surplus_received, self.book.surplus(key))
            shown = {
                line.order_id.id: [line.buy_quantity, line.product_qty, line.qty_received]
                for line in need.purchase_line_ids
            }
            for purchase, (mine, _ordered, received) in parts.items():
                self.assertEqual(shown[purchase][0], mine)
                self.assertEqual(shown[purchase][2], received)
            self.assertEqual(
                need.wanted_quantity,
                need.bought_quantity + need.refused_quantity - self.book.surplus(key),
            )
            self._compare_kept(key, need)
        lines = self.env["purchase.order.line"].search([("order_id.buy_to_order", "=", True)])
        self.assertFalse(lines.filtered(lambda line: not line.sale_line_id.buy_need_ids))

    def _compare_kept(self, key, need):
        """What came for him is set aside for him."""
        if need.state in ("done", "cancelled") or self.book.surplus(key):
            return
        moves = self.orders[key].picking_ids.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        self.assertGreaterEqual(
            sum(moves.mapped("quantity")), min(need.received_quantity, need.wanted_quantity)
        )


@tagged("slow", "-standard")
class TestBuyAtRandomLong(TestBuyAtRandom):
    allow_inherited_tests_method = True
    steps = 400
    seed = random.randrange(10**6)
