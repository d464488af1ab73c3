"""Real threads that fight for the same goods; used by the thread tests and the benchmark."""

import threading
from collections import Counter
from datetime import timedelta

from psycopg2 import OperationalError
from psycopg2.errors import DeadlockDetected

from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from odoo.service.model import retrying

from odoo.addons.rental_booking.core.sweep import peaks

FLEET = 10
HALF_DAY = timedelta(hours=12)


def hammer(new_env, work, threads=8, attempts=4):
    """Run ``work(env, thread, attempt)`` in real threads, each call through Odoo's own retries.

    :param new_env: context manager giving an environment on a cursor of its own
    :return: Counter with done, refused, retries, given_up, deadlocks, raw (losers without a sentence)
    """
    counts, mutex = Counter(), threading.Lock()

    def count(what, number=1):
        with mutex:
            counts[what] += number

    def attempt_once(env, thread, attempt):
        calls = []

        def call():
            calls.append(1)
            _work(work, env, thread, attempt, count)

        try:
            retrying(call, env)
            count("done")
        except UserError:
            env.cr.rollback()
            count("refused")
        except (ConcurrencyError, OperationalError) as error:
            env.cr.rollback()
            _count_loser(env, error, count)
        count("retries", len(calls) - 1)

    def run(thread):
        with new_env() as env:
            for attempt in range(attempts):
                attempt_once(env, thread, attempt)

    runners = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    return counts


def _work(work, env, thread, attempt, count):
    try:
        work(env, thread, attempt)
        env.flush_all()
    except DeadlockDetected:
        count("deadlocks")
        raise


def _count_loser(env, error, count):
    """Given up after all tries; ``raw`` when no sentence tells it."""
    count("given_up")
    if not isinstance(env["suite.concurrency"]._explain(error), UserError):
        count("raw")


def build_hot_product(env, name, fleet=FLEET):
    """(product, shop, customer) with ``fleet`` untracked units, ready for many confirmations."""
    shop = env["stock.warehouse"].create({"name": name, "code": name[-5:].upper()})
    product = env["product.product"].create(
        {
            "name": name,
            "type": "consu",
            "is_storable": True,
            "is_rental": True,
            "list_price": 10,
            "rental_tariff_id": env.ref("rental_booking.rental_tariff_standard").id,
        }
    )
    env["stock.quant"]._update_available_quantity(product, shop.lot_stock_id, fleet)
    return product, shop, env["res.partner"].create({"name": name})


def prepare_booking(product, shop, customer, start, end, quantity=1):
    """Values of a booking of one product."""
    return {
        "is_rental": True,
        "partner_id": customer.id,
        "warehouse_id": shop.id,
        "rental_start": start,
        "rental_end": end,
        "order_line": [Command.create({"product_id": product.id, "product_uom_qty": quantity})],
    }


def count_overbooked_half_days(env, product_id, shop_id, fleet=FLEET):
    """Half-days in which more units are out at the same instant than the shop owns."""
    rows = [
        (row.date_start, row.date_end, row.quantity)
        for row in env["rental.occupation"].search(
            [
                ("product_id", "=", product_id),
                ("warehouse_id", "=", shop_id),
                ("blocking", "=", True),
            ]
        )
    ]
    first, last = min(row[0] for row in rows), max(row[1] for row in rows)
    half_days = int((last - first) / HALF_DAY) + 2
    bounds = [first + number * HALF_DAY for number in range(half_days)]
    return sum(level > fleet for level in peaks(rows, bounds))
