import logging
import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TransportCommon

_logger = logging.getLogger(__name__)

# What can happen next to a car, as the driver and the office see it.
NEXT = {
    "to_collect": ("not_ready", "collected"),
    "not_ready": ("not_ready", "collected"),
    "collected": ("in_transit", "at_hub", "refused", "delivered"),
    "in_transit": ("at_hub", "refused", "delivered"),
    "at_hub": ("refused", "delivered"),
    "refused": ("redelivery", "return", "hub", "delivered", "returned"),
}


@tagged("post_install", "-at_install")
class TestRefusals(TransportCommon):
    """Lots whose cars are refused, brought again, kept or taken back, against a model of their own:
    states, counts, delivery date, fees and mails agree, and no car ends nowhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff.write({"redelivery_fee": 40, "return_fee": 55})

    def _settle(self, order, line, decision):
        settle = self.env["transport.settle"].create({"order_id": order.id, "decision": decision})
        settle.line_ids = line
        settle.action_settle()

    def _move(self, order, line, move, model):
        """One step there and in the model, which knows a car's state and what is owed."""
        if move in ("redelivery", "return", "hub"):
            self._settle(order, line, move)
            fee = {"redelivery": 40, "return": 55}.get(move, 0)
            model["fees"] += fee
            model["fee mails"] += bool(fee)
            if move == "hub":
                model["cars"][line] = "at_hub_refused"
        else:
            order._append_events([{"code": move, "line": line}], "driver")
            model["cars"][line] = move

    def _expect(self, model):
        states = [state.removesuffix("_refused") for state in model["cars"].values()]
        if all(state in ("delivered", "returned") for state in states):
            return "delivered" if "delivered" in states else "closed"
        started = any(state not in ("to_collect", "not_ready") for state in states)
        return "in_progress" if started else "confirmed"

    def _play(self, draw, count):
        order = self._create_accepted(count).sudo()
        price, told = order.amount_untaxed, 0
        model = {"cars": dict.fromkeys(order.line_ids, "to_collect"), "fees": 0, "fee mails": 0}
        for _step in range(25 * count):
            open_cars = [
                line
                for line, state in model["cars"].items()
                if state not in ("delivered", "returned")
            ]
            if not open_cars:
                break
            line = draw.choice(open_cars)
            state = model["cars"][line]
            moves = NEXT["refused"] if state.endswith("_refused") else NEXT[state]
            before = order.state
            self._move(order, line, draw.choice(moves), model)
            self.assertEqual(
                {line: line.state for line in order.line_ids},
                {line: state.removesuffix("_refused") for line, state in model["cars"].items()},
            )
            self.assertEqual(order.state, self._expect(model))
            told += order.state == "delivered" != before
            self.assertAlmostEqual(order.amount_untaxed, price + model["fees"])
            self.assertAlmostEqual(order.sale_order_id.amount_untaxed, price + model["fees"])
            self.assertEqual(bool(order.delivered_on), order.state == "delivered")
        mails = order.message_ids.filtered(lambda message: "Delivered" in (message.subject or ""))
        self.assertEqual(len(mails), told)
        fees = order.message_ids.filtered(lambda message: "A fee was" in (message.subject or ""))
        self.assertEqual(len(fees), model["fee mails"])
        return order

    def test_a_second_delivery_counts(self):
        order = self._create_accepted(2).sudo()
        first, second = order.line_ids
        order._append_events([{"code": "collected"}], "driver")
        order._append_events([{"code": "refused"}], "driver")
        self.assertEqual((order.state, order.refused_count), ("in_progress", 2))
        self._settle(order, first, "redelivery")
        order._append_events([{"code": "delivered", "line": first}], "driver")
        self.assertEqual(order.state, "in_progress")
        self._settle(order, second, "return")
        order._append_events([{"code": "returned", "line": second}], "driver")
        self.assertEqual((order.state, order.delivered_count), ("delivered", 1))
        self.assertEqual(order.delivered_on, first.state_date)
        with self.assertRaises(UserError):
            self._settle(order, first, "redelivery")


@tagged("post_install", "-at_install", "slow", "-standard")
class TestRefusalsLong(TestRefusals):
    """Random histories of lots of one to eight cars, with the seed in the log."""

    def test_random_histories_agree_with_a_model(self):
        seed = random.randrange(10**6)
        _logger.info("refusals with the seed %s", seed)
        draw = random.Random(seed)
        for count in range(1, 9):
            with self.subTest(seed=seed, count=count):
                self._play(draw, count)
