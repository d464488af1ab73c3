"""Five thousand titles to order and a million moves behind them: the list, and title by title."""

from math import ceil
from time import perf_counter

from odoo.tools import SQL

GENERATION = 1
TITLES = 5_000
MOVES = 1_000_000
DECIDED = 500
CARDS = 20


def prepare(env):
    company = env.ref("base.main_company")
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    warehouse.lot_stock_id.bookstore_use = "sale_point"
    distributors = env["res.partner"].create(
        [{"name": f"Bench distributor {name}", "bookstore_is_distributor": True} for name in "ABCD"]
    )
    titles = env["product.product"].create(
        [
            {
                "name": f"Bench order title {number}",
                "barcode": f"29{number:011}",
                "type": "consu",
                "is_storable": True,
                "list_price": 10.55,
                "bookstore_is_title": True,
                "seller_ids": [(0, 0, {"partner_id": distributors[number % 4].id, "price": 6})],
            }
            for number in range(TITLES)
        ]
    )
    _write_sales(env, company, titles, warehouse.lot_stock_id)
    env["bookstore.need"].create(
        [{"product_id": title.id, "reason": "mark", "quantity": 2} for title in titles]
    )


def _write_sales(env, company, titles, place):
    """A million copies sold in four years, written as Odoo's own first one."""
    move = env["stock.move"].create(
        {
            "product_id": titles[0].id,
            "product_uom": titles[0].uom_id.id,
            "product_uom_qty": 1,
            "location_id": place.id,
            "location_dest_id": env.ref("stock.stock_location_customers").id,
            "company_id": company.id,
        }
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            """INSERT INTO stock_move (company_id, product_id, product_uom, product_uom_qty,
                      product_qty, quantity, location_id, location_dest_id, state, date,
                      procure_method)
               SELECT company_id, (%s::int[])[1 + n %% %s], product_uom, 1, 1, 1, location_id,
                      location_dest_id, 'done', now() - (n %% 1461) * interval '1 day',
                      procure_method
                 FROM stock_move, generate_series(1, %s) n WHERE id = %s""",
            titles.ids,
            TITLES,
            MOVES,
            move.id,
        )
    )
    env.cr.execute("ANALYZE stock_move")


def run(bench):
    env = bench.env
    needs = env["bookstore.need"]
    fields = {
        name: {}
        for name in ("product_id", "quantity", "reason", "partner_id", "better", "note", "state")
    }

    def read(limit):
        env.invalidate_all()
        needs.web_search_read([("state", "=", "open")], fields, limit=limit)

    bench.at_most("5,000 lines to order: a page", round(bench.timed(lambda: read(80)), 3), 1, "s")
    bench.info("all 5,000 in one answer", round(bench.timed(lambda: read(None), 3), 3), "s")
    queue = _begin(bench, needs)
    _decide(bench, needs, queue["ids"][:DECIDED])


def _begin(bench, needs):
    started = perf_counter()
    queue = needs.get_reorder()
    bench.info("title by title: the queue and its first cards", perf_counter() - started, "s")
    assert len(queue["ids"]) == TITLES
    return queue


def _decide(bench, needs, ids):
    """Cards come twenty at a time; each title gets its number, and its order at the end."""
    env, seconds = bench.env, []
    for first in range(0, len(ids), CARDS):
        part = ids[first : first + CARDS]
        env.invalidate_all()
        started = perf_counter()
        cards = needs.get_reorder_cards(part)
        share = (perf_counter() - started) / len(part)
        for card in cards:
            started = perf_counter()
            needs.set_reorder(card["id"], 3)
            env.flush_all()
            seconds.append(share + perf_counter() - started)
    seconds.sort()
    p95 = seconds[ceil(0.95 * len(seconds)) - 1]
    bench.at_most("title by title: card and number, p95", round(p95, 3), 0.1, "s")
    open_needs = needs.search([("product_id", "in", ids), ("state", "=", "open")])
    bench.at_least("copies of 500 titles", sum(open_needs.mapped("quantity")), 3 * len(ids))
    bench.at_most("copies of 500 titles", sum(open_needs.mapped("quantity")), 3 * len(ids))
