"""Figures of issue 6 on fake shops, each in a process of its own: what it holds is not our memory.
Its 10,000 orders take half an hour; SHOP_SYNC_BENCH_ORDERS=1000 takes five minutes."""

# pylint: disable=invalid-commit  # measured as the scheduler runs it, with its commits
import os
import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fake_prestashop import process as shop_process
from fake_prestashop.server import KEY
from fake_prestashop.shops import OrderBook, add_catalogue, add_references
from fake_prestashop.store import Store

from odoo.addons.shop_sync.core.channel import Operation
from odoo.addons.suite_base.tests.concurrency import spawn

GENERATION = 1
ORDERS = int(os.environ.get("SHOP_SYNC_BENCH_ORDERS", "10000"))
STOCK_LINES = 20_000
MESSAGES = 100_000
BATCH = 50


def prepare(env):
    """A company with French rates, and a hundred thousand finished messages."""
    # The fake shops live on this machine.
    env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "127.0.0.1")
    company = env.company
    euro = env.ref("base.EUR")
    euro.active = True
    if company.currency_id != euro:
        company.currency_id = euro
    for rate in (20, 5.5):
        env["account.tax"].create(
            {
                "name": f"Bench {rate} % TTC",
                "amount": rate,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
            }
        )
    channel = env["shop.channel"].create({"name": "Archive", "engine": "json", "state": "paused"})
    env.flush_all()
    env.cr.execute(
        """INSERT INTO shop_message (channel_id, company_id, direction, kind, external_key, version,
                digest, payload, state, attempts, create_date, reference)
           SELECT %s, %s, 'in', 'order', n::text, 1, md5(n::text), '{}'::jsonb, 'done', 1,
                  now() - n * interval '1 minute', 'REF' || n
             FROM generate_series(1, %s) AS n""",
        (channel.id, company.id, MESSAGES),
    )


def run(bench):
    _list_of_messages(bench)
    _stock_lines(bench)
    _orders(bench)


def _list_of_messages(bench):
    messages = bench.env["shop.message"]
    fields = {
        name: {}
        for name in (
            "create_date",
            "channel_id",
            "kind",
            "reference",
            "external_key",
            "error_text",
            "state",
            "order_id",
            "mapping_id",
        )
    }

    def open_list():
        bench.env.invalidate_all()
        messages.web_search_read([("direction", "=", "in")], fields, limit=80, count_limit=10001)

    bench.at_most(f"list of {MESSAGES} messages opens", bench.timed(open_list), 1.0, "s")


def _channel(env, shop, name):
    channel = env["shop.channel"].create(
        {
            "name": name,
            "url": shop.url,
            "key": KEY,
            "requests_per_minute": 0,
            "import_from": "2000-01-01 00:00:00",
        }
    )
    channel.action_start()
    channel.cron_id.active = False
    return channel


def _stock_lines(bench):
    def store():
        store = Store()
        add_references(store)
        for number in range(STOCK_LINES):
            store.insert_product(reference=f"R{number}", name="x", price="1.000000")
        return store

    with shop_process.serve(store) as shop, bench.new_env() as env:
        adapter = _channel(env, shop, "Stock")._connect()
        lines = adapter.verify("stock")
        shop.forget()
        started = time.monotonic()
        adapter.push("stock", [Operation(key, {"quantity": 7}) for key in lines])
        seconds = time.monotonic() - started
        bench.at_most("requests for 20,000 changed stock lines", shop.requests(), 110, "requests")
        bench.info("20,000 stock lines (fake shop)", round(seconds, 1), "s")
        shop.forget()
        same = adapter.verify("stock")
        changed = [
            Operation(key, {"quantity": 7}) for key, row in same.items() if row["quantity"] != 7
        ]
        adapter.push("stock", changed)
        bench.at_most(
            "writes of an unchanged run", shop.requests("PUT", "PATCH", "POST"), 0, "writes"
        )


def _orders_of(seed):
    def store():
        store = Store()
        add_references(store)
        add_catalogue(store, 500)
        OrderBook(store, random.Random(seed)).add(ORDERS, state=2)
        return store

    return store


def _orders(bench):
    """The same number of orders by one process, by bare Odoo, and by two from one inbox."""
    channel_id, requests = _read(bench, 1)
    bench.at_most("requests for one order", round(requests / ORDERS, 3), 0.07, "requests")
    bench.at_most("memory of reading", _megabytes(), 400, "MB")
    one = _import(bench, channel_id, 1)
    bench.info("import + confirm", round(ORDERS / one, 1), "orders/s")
    bench.at_least(
        "rate against bare create + confirm", round(_bare(bench, channel_id) / one, 2), 0.95, "×"
    )
    channel_id, _requests = _read(bench, 2)
    two = _import(bench, channel_id, 2)
    bench.at_least("two processes against one", round(one / two, 2), 1.9, "×")


def _read(bench, seed):
    """A shop whose orders lie in the inbox and whose products are known, as in one that runs.

    :return: (id of its channel, requests that the orders took)
    """
    with shop_process.serve(_orders_of(seed)) as shop, bench.new_env() as env:
        channel = _channel(env, shop, f"Orders {seed}")
        channel.write({"stock_sync": False, "payment_sync": False})
        adapter = channel._connect()
        shop.forget()
        env["shop.engine"]._pull(channel, adapter, _Run())
        requests = shop.requests()
        shop.forget()
        for _page in adapter.pull("product", {}):
            pass
        requests -= shop.requests()
        _work_products(env, channel)
        return channel.id, requests


def _import(bench, channel_id, number):
    """Seconds in which this many processes work off the inbox, each order exactly once."""

    def work(env):
        env["shop.engine"]._process(env["shop.channel"].browse(channel_id))

    peaks = []

    def all_of_them():
        pids = [spawn(bench.database, work) for _number in range(number)]
        for pid in pids:
            _pid, status, usage = os.wait4(pid, 0)
            assert os.waitstatus_to_exitcode(status) == 0
            peaks.append(usage.ru_maxrss // 1024)

    seconds = _timed(all_of_them)
    bench.at_most(f"memory of a worker of {number}", max(peaks), 400, "MB")
    with bench.new_env() as env:
        orders = env["sale.order"].search(
            [("shop_channel_id", "=", channel_id), ("state", "in", ("sale", "cancel"))]
        )
        keys = orders.mapped("shop_external_key")
    bench.at_least(f"imported by {number}", len(set(keys)), ORDERS, "orders")
    bench.at_most(f"doubled by {number}", len(keys) - len(set(keys)), 0, "orders")
    return seconds


def _work_products(env, channel):
    """The catalogue is there before the orders, as in a shop that runs."""
    domain = [("channel_id", "=", channel.id), ("kind", "=", "product"), ("state", "=", "new")]
    while messages := env["shop.message"].search(domain, limit=500):
        env["shop.handler.product"]._handle(channel, messages)
        env.cr.commit()


def _bare(bench, channel_id):
    """Seconds that Odoo alone needs to create and confirm the same lines, in batches."""
    seconds = 0
    with bench.new_env() as env:
        orders = env["sale.order"].search([("shop_channel_id", "=", channel_id)])
        for start in range(0, len(orders), BATCH):
            copies = [_copy(order) for order in orders[start : start + BATCH]]
            started = time.monotonic()
            env["sale.order"].create(copies).action_confirm()
            env.cr.commit()
            seconds += time.monotonic() - started
    return seconds


def _copy(order):
    return {
        "partner_id": order.partner_id.id,
        "order_line": [
            (
                0,
                0,
                {
                    "product_id": line.product_id.id,
                    "name": line.name,
                    "price_unit": line.price_unit,
                    "product_uom_qty": line.product_uom_qty,
                    "tax_ids": [(6, 0, line.tax_ids.ids)],
                },
            )
            for line in order.order_line
        ],
    }


def _megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _timed(function):
    started = time.monotonic()
    function()
    return time.monotonic() - started


class _Run:
    received = processed = failed = pushed = 0
    unread = cut = False
