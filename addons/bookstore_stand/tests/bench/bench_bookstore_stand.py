"""A stand of 600 titles and 2,000 copies: scans, the sheet of an evening, the end."""

from itertools import cycle
from time import perf_counter

GENERATION = 1
TITLES = 600
COPIES = 2_000
STOCK = 10
SOLD = 100
SCANS = 60


def prepare(env):
    company = env.ref("base.main_company")
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    warehouse.lot_stock_id.bookstore_use = "sale_point"
    titles = env["product.product"].create(
        [
            {
                "name": f"Bench stand title {number}",
                "barcode": f"29{number:011}",
                "type": "consu",
                "is_storable": True,
                "list_price": 10.55,
                "standard_price": 6.0,
                "bookstore_is_title": True,
            }
            for number in range(TITLES)
        ]
    )
    quants = env["stock.quant"].with_context(inventory_mode=True)
    quants.create(
        [
            {
                "product_id": title.id,
                "location_id": warehouse.lot_stock_id.id,
                "inventory_quantity": STOCK,
            }
            for title in titles
        ]
    ).action_apply_inventory()


def run(bench):
    env = bench.env
    titles = env["product.product"].search([("name", "=like", "Bench stand title %")], order="id")
    stand = env["bookstore.stand"].create({"event": "Bench fair", "venue": "Hall"})
    _bench_scan(bench, stand, titles, "take", "boxes")
    _timed(bench, "leave with 2,000 copies", stand.action_leave)
    sheet = stand._get_open_operation("sale")
    sheet._add_scans(dict.fromkeys(titles[:SOLD], 1))
    _timed(bench, "an evening of 100 sales recorded", sheet.action_record)
    stand.action_come_back()
    _bench_scan(bench, stand, titles[SOLD:], "back", "way home", SCANS)
    _timed(bench, "the rest comes home, the stand closes", lambda: _close(stand), 30)
    bench.info("copies taken and brought back", sum(stand.line_ids.mapped("back")), "copies")
    assert stand.state == "closed"


def _bench_scan(bench, stand, titles, kind, name, first=COPIES):
    """Scans by code into an operation that holds `first` copies already."""
    operation = stand._get_open_operation(kind)
    share = first // len(titles) or 1
    operation._add_scans(dict.fromkeys(titles, share))
    codes = cycle(titles.mapped("barcode"))
    env = bench.env

    def scan():
        env.invalidate_all()
        answer = operation.scan(next(codes))
        assert answer["status"] == "ok", answer
        env.flush_all()

    bench.at_most(f"scan into the {name}, p95", round(bench.p95(scan, SCANS), 3), 0.2, "s")


def _timed(bench, name, act, goal=None):
    bench.env.invalidate_all()
    started = perf_counter()
    act()
    bench.env.flush_all()
    seconds = round(perf_counter() - started, 1)
    if goal:
        bench.at_most(name, seconds, goal, "s")
    else:
        bench.info(name, seconds, "s")


def _close(stand):
    operation = stand._get_open_operation("back")
    stand.action_bring_back_rest()
    operation.action_record()
    stand.action_close()
