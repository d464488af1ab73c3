"""Figures of the rental desk on 240,000 occupation rows, 2,000 products, 3 shops.

The floor is the same question in plain SQL on the same database in the same run: fleet from the
quants, demand by one window sweep, as recommended by the measurements of the specification. Before
a ratio is taken, both must have given the same numbers.
"""

import statistics
import time
from datetime import datetime, timedelta

import psycopg2

from odoo import fields
from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.rental_booking.tests.common import SIGNATURE
from odoo.addons.rental_booking.tests.hammer import (
    build_hot_product,
    count_overbooked_half_days,
    hammer,
    prepare_booking,
)

GENERATION = 1
PRODUCTS, ROWS, SHOPS = 2000, 240_000, 3
HISTORY_DAYS, FUTURE_DAYS = 1050, 45
# where PostgreSQL looks for the occupation rows
ORDINARY, LONG = "SET LOCAL search_path = public", "SET LOCAL search_path = long, public"

PLAIN_FLEET = """
    SELECT q.product_id, sum(q.quantity) FROM stock_quant q
      JOIN stock_location l ON l.id = q.location_id
     WHERE l.warehouse_id = %(shop)s AND l.usage = 'internal' AND q.product_id = ANY(%(products)s)
  GROUP BY 1"""
PLAIN_ROWS = """
    SELECT product_id, date_start, date_end, quantity FROM rental_occupation
     WHERE warehouse_id = %(shop)s AND product_id = ANY(%(products)s) AND blocking
       AND date_start < %(end)s AND date_end > %(start)s AND NOT (away AND date_end <= %(now)s)
 UNION ALL
    SELECT product_id, date_start, 'infinity', quantity FROM rental_occupation
     WHERE warehouse_id = %(shop)s AND product_id = ANY(%(products)s) AND blocking AND away
       AND date_end <= %(now)s AND date_start < %(end)s"""
PLAIN_DEMAND = f"""
    SELECT product_id, max(run) FROM (
        SELECT o.product_id, sum(v.d) OVER (PARTITION BY o.product_id ORDER BY v.t) AS run
          FROM ({PLAIN_ROWS}) o
    CROSS JOIN LATERAL (VALUES (greatest(o.date_start, %(start)s), o.quantity),
                               (o.date_end, -o.quantity)) v (t, d)
         WHERE v.t < %(end)s) x
  GROUP BY 1"""
PLAIN_GRID = f"""
    WITH events AS (
        SELECT o.product_id, v.t, sum(v.d) AS d FROM ({PLAIN_ROWS}) o
    CROSS JOIN LATERAL (VALUES (greatest(o.date_start, %(start)s), o.quantity),
                               (o.date_end, -o.quantity)) v (t, d)
         WHERE v.t < %(end)s
      GROUP BY 1, 2),
    segments AS (
        SELECT product_id, t, lead(t) OVER w AS until, sum(d) OVER w AS level FROM events
        WINDOW w AS (PARTITION BY product_id ORDER BY t))
    SELECT s.product_id, day, max(s.level) FROM segments s
      JOIN LATERAL generate_series(date_trunc('day', s.t),
                                   coalesce(s.until, %(end)s) - interval '1 us',
                                   interval '1 day') day ON true
     WHERE s.level <> 0 GROUP BY 1, 2"""


def prepare(env):
    """2,000 products in 3 shops, three years of bookings ending in 45 days, 80 real bookings."""
    shops = env["stock.warehouse"].create(
        [{"name": f"Bench {n}", "code": f"BE{n}", "rental_tz": "UTC"} for n in range(SHOPS)]
    )
    tariff = env.ref("rental_booking.rental_tariff_standard")
    products = env["product.product"].create(
        [
            {
                "name": f"Bench {number:04d}",
                "default_code": f"B{number:04d}",
                "type": "consu",
                "is_storable": True,
                "is_rental": True,
                "list_price": 10,
                "rental_tariff_id": tariff.id,
            }
            for number in range(PRODUCTS)
        ]
    )
    env["product.product"].create(
        [
            {
                "name": f"Plain {number}",
                "default_code": f"P{number}",
                "type": "consu",
                "is_storable": True,
                "list_price": 10,
            }
            for number in range(8)
        ]
    )
    env.flush_all()
    _insert_quants(env, products, shops)
    _insert_rows(env, products, shops, ROWS, -HISTORY_DAYS, FUTURE_DAYS)
    _create_bookings(env, products, shops[0])
    _create_long_history(env, products, shops)


def _create_long_history(env, products, shops):
    """A second table with the same open rows and ten times the closed ones, to be asked in turns."""
    env.flush_all()
    env.cr.execute("CREATE SCHEMA long")
    env.cr.execute("CREATE TABLE long.rental_occupation (LIKE rental_occupation INCLUDING ALL)")
    env.cr.execute("INSERT INTO long.rental_occupation SELECT * FROM rental_occupation")
    env.cr.execute(LONG)
    _insert_rows(env, products, shops, 9 * ROWS, -10 * 365, -10, closed=True)
    env.cr.execute(ORDINARY)


def _insert_quants(env, products, shops):
    env.cr.execute(
        """INSERT INTO stock_quant (product_id, location_id, company_id, quantity,
                                    reserved_quantity, in_date)
           SELECT product, location, %s, 60, 0, now()
             FROM unnest(%s) product CROSS JOIN unnest(%s) location""",
        (env.company.id, products.ids, shops.lot_stock_id.ids),
    )


def _insert_rows(env, products, shops, rows, first_day, last_day, closed=False):
    """Bookings of half a day to a week, busy products more often than quiet ones."""
    env.cr.execute("SELECT setseed(0.42)")
    env.cr.execute(
        """INSERT INTO rental_occupation (kind, product_id, warehouse_id, company_id, quantity,
                                          date_start, date_end, blocking, away)
           SELECT 'booking', (%(products)s)[1 + floor(power(random(), 2) * %(count)s)::int],
                  (%(shops)s)[1 + floor(random() * %(shop_count)s)::int], %(company)s,
                  1 + floor(random() * 3), start,
                  start + (1 + floor(random() * 14)) * interval '12 hours', false, false
             FROM (SELECT date_trunc('hour', now() at time zone 'UTC')
                          + (%(first)s + random() * (%(last)s - %(first)s)) * interval '1 day'
                          AS start
                     FROM generate_series(1, %(rows)s)) starts""",
        {
            "products": products.ids,
            "count": len(products),
            "shops": shops.ids,
            "shop_count": len(shops),
            "company": env.company.id,
            "first": first_day,
            "last": last_day,
            "rows": rows,
        },
    )
    if not closed:
        env.cr.execute(
            """UPDATE rental_occupation SET blocking = true,
                      away = date_start < now() at time zone 'UTC'
                WHERE date_end > now() at time zone 'UTC'
                   OR (id % 500 = 0 AND date_end > now() at time zone 'UTC' - interval '9 days')"""
        )
    env.cr.execute("ANALYZE rental_occupation")


def _create_bookings(env, products, shop):
    start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=FUTURE_DAYS + 30)
    customer = env["res.partner"].create({"name": "Bench"})
    env["sale.order"].create(
        [
            {
                **prepare_booking(
                    products[number], shop, customer, start, start + timedelta(days=2)
                ),
                "order_line": [
                    Command.create({"product_id": products[(number * 7 + n) % PRODUCTS].id})
                    for n in range(8)
                ],
            }
            for number in range(80)
        ]
    )


def run(bench):
    env = bench.env
    shop = env["stock.warehouse"].search([("code", "=", "BE0")])
    products = env["product.product"].search([("default_code", "=like", "B____")], order="id")
    env.cr.execute("SELECT count(*), count(*) FILTER (WHERE blocking) FROM rental_occupation")
    rows, open_rows = env.cr.fetchone()
    bench.info("occupation rows", rows)
    bench.info("of which open", open_rows)
    _measure(bench, products, shop, "")
    _bench_confirm(bench, products, shop)
    _bench_signature(bench, shop)
    _bench_list(bench)
    _bench_history(bench, products, shop)
    _bench_threads(bench)


def _window(days=7):
    start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=2)
    return start, start + timedelta(days=days)


def _plain(env, queries, **values):
    def ask():
        for query in queries:
            env.cr.execute(query, values)
            env.cr.fetchall()

    return ask


def _fetch(env, query, values):
    env.cr.execute(query, values)
    return env.cr.fetchall()


def _check_same(name, ours, floor):
    """A floor that answers another question is no floor."""
    if ours != floor:
        raise AssertionError(f"{name}: plain SQL and the add-on do not give the same numbers")


def _times(ours, floor, repeat):
    """Seconds of each call of both, taken in turns: what slows the machine slows both alike."""
    ours(), floor(), ours(), floor()
    taken = ([], [])
    for _number in range(repeat):
        for function, times in zip((ours, floor), taken, strict=True):
            started = time.perf_counter()
            function()
            times.append(time.perf_counter() - started)
    return taken


def _compare(bench, name, ours, floor, repeat):
    """Our time against plain SQL as a row."""
    ours_times, floor_times = _times(ours, floor, repeat)
    bench.ratio(name, statistics.median(ours_times), statistics.median(floor_times), 2)


def _measure(bench, products, shop, label):
    """Times of one product, 2,000 products and the grid, with their floors."""
    env, service = bench.env, bench.env["rental.availability"]
    start, end = _window()
    one = products[10]
    for name, some, repeat in (("1 product", one, 200), ("2,000 products", products, 25)):
        values = {
            "shop": shop.id,
            "start": start,
            "end": end,
            "products": some.ids,
            "now": fields.Datetime.now(),
        }
        fleet, demand = (dict(_fetch(env, query, values)) for query in (PLAIN_FLEET, PLAIN_DEMAND))
        _check_same(
            name,
            service._get_available(some, shop, start, end),
            {pid: fleet.get(pid, 0.0) - demand.get(pid, 0.0) for pid in some.ids},
        )
        _compare(
            bench,
            f"availability of {name}{label}",
            lambda some=some: service._get_available(some, shop, start, end),
            _plain(env, (PLAIN_FLEET, PLAIN_DEMAND), **values),
            repeat,
        )
        full = bench.timed(lambda some=some: service._get_availability(some, shop, start, end), 25)
        bench.info(f"  with firm, held, quoted told apart{label}", full * 1000, "ms")
    _measure_grid(bench, products[:200], shop, label)


def _measure_grid(bench, products, shop, label):
    env, service = bench.env, bench.env["rental.availability"]
    first = fields.Date.context_today(env.user)
    start = datetime.combine(first, datetime.min.time())
    values = {
        "shop": shop.id,
        "start": start,
        "end": start + timedelta(days=60),
        "products": products.ids,
        "now": fields.Datetime.now(),
    }
    day = fields.Date.to_string(first)
    fleet = dict(_fetch(env, PLAIN_FLEET, values))
    levels = {(pid, moment): level for pid, moment, level in _fetch(env, PLAIN_GRID, values)}
    grid = service.get_grid(shop.id, day, 60, "Bench", 0, 200)
    _check_same(
        "grid",
        [[cell["available"] for cell in row["cells"]] for row in grid["rows"]],
        [
            [
                fleet.get(product_id, 0.0)
                - levels.get((product_id, start + timedelta(days=number)), 0.0)
                for number in range(60)
            ]
            for product_id in products.ids
        ],
    )
    _compare(
        bench,
        f"grid 200 products x 60 days{label}",
        lambda: service.get_grid(shop.id, day, 60, "Bench", 0, 200),
        _plain(env, (PLAIN_FLEET, PLAIN_GRID), **values),
        20,
    )


def _bench_confirm(bench, products, shop):
    """8 rental lines against 8 ordinary lines, each order confirmed once."""
    env = bench.env
    customer = env["res.partner"].create({"name": "Confirm"})
    plain = env["product.product"].search([("default_code", "=like", "P_")])
    start = fields.Datetime.now() + timedelta(days=FUTURE_DAYS + 100)

    def create(lines, **values):
        return env["sale.order"].create(
            {
                "partner_id": customer.id,
                "warehouse_id": shop.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 1})
                    for product in lines
                ],
                **values,
            }
        )

    def confirm(order):
        env.flush_all()
        started = time.perf_counter()
        order.action_confirm()
        env.flush_all()
        return time.perf_counter() - started

    rental = {"is_rental": True, "rental_start": start, "rental_end": start + timedelta(days=2)}
    confirm(create(plain)), confirm(create(products[:8], **rental))
    floor = statistics.median(confirm(create(plain)) for _number in range(7))
    value = statistics.median(confirm(create(products[:8], **rental)) for _number in range(7))
    bench.ratio("confirm of 8 lines", value, floor, 2, "Odoo's own confirm")


def _bench_signature(bench, shop):
    """Queries of the two signatures of 80 exemplars with a serial number each."""
    env = bench.env
    product = env["product.product"].create(
        {
            "name": "Signed",
            "type": "consu",
            "is_storable": True,
            "tracking": "serial",
            "is_rental": True,
            "list_price": 10,
            "rental_tariff_id": env.ref("rental_booking.rental_tariff_standard").id,
        }
    )
    for number in range(80):
        lot = env["stock.lot"].create({"name": f"SIGNED-{number}", "product_id": product.id})
        env["stock.quant"]._update_available_quantity(product, shop.lot_stock_id, 1, lot_id=lot)
    _sign_both_ways(env, shop, product, 1)  # what a server has read once it reads no more
    for slip_type, queries in _sign_both_ways(env, shop, product, 80).items():
        bench.at_most(f"queries of a {slip_type} of 80 exemplars", queries, 150)


def _sign_both_ways(env, shop, product, quantity):
    start = fields.Datetime.now() + timedelta(days=FUTURE_DAYS + 200)
    customer = env["res.partner"].create({"name": "Signs"})
    booking = env["sale.order"].create(
        prepare_booking(product, shop, customer, start, start + timedelta(days=1), quantity)
    )
    booking.action_confirm()
    booking.action_rental_prepare()
    queries = {}
    for slip_type in ("departure", "return"):
        slip = env["rental.slip"]._get_or_create(booking, slip_type)
        slip.set_all("ok")
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        slip.sign({"signature": SIGNATURE, "signed_by": "Bench", "version": slip.version})
        env.flush_all()
        queries[slip_type] = env.cr.sql_log_count - before
    return queries


def _bench_list(bench):
    """The list of 80 bookings with its shortage flags, and its queries against 10 bookings."""
    env = bench.env
    partner = env["res.partner"].search([("name", "=", "Bench")], limit=1)
    orders = env["sale.order"].search([("partner_id", "=", partner.id)], limit=80)

    def read(records):
        env.invalidate_all()
        return records.web_read(
            {"name": {}, "rental_start": {}, "rental_state": {}, "rental_has_shortage": {}}
        )

    def queries(records):
        read(records)
        before = env.cr.sql_log_count
        read(records)
        return env.cr.sql_log_count - before

    bench.info(
        "list of 80 bookings with shortage flags", bench.timed(lambda: read(orders)) * 1000, "ms"
    )
    few, many = queries(orders[:10]), queries(orders)
    bench.info("queries for 10 bookings", few)
    bench.at_most("queries more for 80 bookings than for 10", many - few, 0)


def _bench_history(bench, products, shop):
    """Closed history x10: open rows stay as they are."""
    env, service = bench.env, bench.env["rental.availability"]
    env.cr.rollback()
    start, end = _window()
    day = fields.Date.to_string(fields.Date.context_today(env.user))
    one = products[10]
    asked = {
        "1 product": (lambda: service._get_available(one, shop, start, end), 600),
        "2,000 products": (lambda: service._get_available(products, shop, start, end), 60),
        "grid": (lambda: service.get_grid(shop.id, day, 60, "Bench", 0, 200), 100),
    }
    env.cr.execute(LONG)
    _measure(bench, products, shop, ", history x10")
    for name, (ask, repeat) in asked.items():
        more = 100 * (_get_longer(env, ask, repeat) - 1)
        bench.at_most(f"{name}: more time with history x10", more, 10, "%")
    env.cr.rollback()


def _get_longer(env, ask, repeat):
    """How many times as long the same question takes beside the long history.

    Each pair is asked at one moment, once this one first and once the other: the median of the
    pairs says what the rows cost, and not what else the machine had to do.
    """
    ratios = []
    for number in range(repeat):
        taken = {}
        for table in (ORDINARY, LONG) if number % 2 else (LONG, ORDINARY):
            env.cr.execute(table)
            started = time.perf_counter()
            ask()
            taken[table] = time.perf_counter() - started
        ratios.append(taken[LONG] / taken[ORDINARY])
    return statistics.median(ratios)


def _bench_threads(bench):
    """8 real threads on one hot product, 30 confirmations each."""
    with bench.new_env() as env:
        name = f"Hot {int(time.time()) % 100000:05d}"
        product, shop, customer = build_hot_product(env, name)
        ids = product.id, shop.id, customer.id
    start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=300)

    def work(env, thread, attempt):
        first = start + timedelta(hours=(thread * 5 + attempt * 7) % 96)
        records = (
            env["product.product"].browse(ids[0]),
            env["stock.warehouse"].browse(ids[1]),
            env["res.partner"].browse(ids[2]),
        )
        booking = env["sale.order"].create(
            prepare_booking(*records, first, first + timedelta(hours=10), 2)
        )
        booking.action_confirm()

    started = time.perf_counter()
    with mute_logger("odoo.sql_db", "odoo.service.model"):
        counts = hammer(bench.new_env, work, threads=8, attempts=30)
    seconds = time.perf_counter() - started
    with bench.new_env() as env:
        overbooked = count_overbooked_half_days(env, ids[0], ids[1])
    tries = sum(counts[name] for name in ("done", "refused", "given_up"))
    bench.at_most("8 threads x 30: overbooked half-days", overbooked, 0)
    bench.at_most("8 threads: deadlocks", counts["deadlocks"], 0)
    bench.at_most("8 threads: losers without a sentence", counts["raw"], 0)
    bench.info("8 threads: bookings confirmed", counts["done"])
    bench.info("8 threads: refused for lack of units", counts["refused"])
    bench.info("8 threads: retries a call", counts["retries"] / tries)
    bench.info("8 threads: given up after 5 tries", 100 * counts["given_up"] / tries, "%")
    bench.info("8 threads: calls a second", tries / seconds)
    _vacuum(bench)


def _vacuum(bench):
    """What was rolled back leaves dead rows: the next run starts clean."""
    connection = psycopg2.connect(bench.env.cr._cnx.dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE rental_occupation")
    connection.close()
