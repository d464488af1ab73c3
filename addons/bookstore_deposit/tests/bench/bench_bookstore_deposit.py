"""The figures of the issue, measured on a big shop: 50,000 titles, one deposit of 5,000."""

import configparser
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from odoo.tools import SQL

GENERATION = 3
TITLES = 50_000
DEPOSIT_TITLES = 5_000
COUNTED = 20_000
DECISIONS = 500
SALES = 30
MERGED_MOVES = 5_000


def prepare(env):
    """Build the shop by SQL where volume asks for it."""
    company = env.ref("base.main_company")
    env = env(context=dict(env.context, allowed_company_ids=company.ids, tracking_disable=True))
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    warehouse.lot_stock_id.bookstore_use = "sale_point"
    owners = env["res.partner"].create([{"name": f"Bench owner {name}"} for name in "ABC"])
    deposits = env["bookstore.deposit"].create(
        [{"partner_id": owner.id, "company_id": company.id} for owner in owners]
    )
    model = _create_title(env, "Bench model", True)
    _copy_titles(env, model)
    products = _bench_products(env)
    _fill_stock(env, company, products, owners, warehouse)
    _write_journal(env, company, products, owners)
    env["bookstore.deposit.line"].create(
        [
            {"deposit_id": deposits[0].id, "product_id": product.id, "wanted": 2}
            for product in products[:DEPOSIT_TITLES]
        ]
    )
    count_place = env["stock.location"].create(
        {
            "name": "Bench cellar",
            "location_id": warehouse.view_location_id.id,
            "usage": "internal",
            "company_id": company.id,
            "bookstore_use": "reserve",
        }
    )
    _fill_place(env, products[20_000:40_000], count_place)
    _open_till(env, company)


def _open_till(env, company):
    journal = env["account.journal"].search(
        [("type", "=", "cash"), ("company_id", "=", company.id)], limit=1
    )
    cash = env["pos.payment.method"].create(
        {"name": "Bench cash", "journal_id": journal.id, "company_id": company.id}
    )
    till = env["pos.config"].create(
        {"name": "Bench till", "company_id": company.id, "payment_method_ids": [(6, 0, cash.ids)]}
    )
    env["pos.session"].create({"config_id": till.id, "user_id": env.uid})


def _create_title(env, name, consigned):
    return env["product.product"].create(
        {
            "name": name,
            "type": "consu",
            "is_storable": True,
            "list_price": 10.55,
            "available_in_pos": True,
            "standard_price": 6.0,
            "bookstore_is_title": True,
        }
    )


def _copy_titles(env, model):
    """Titles as Odoo writes them, copied from one that Odoo made."""
    template = model.product_tmpl_id
    env.flush_all()
    _copy_rows(
        env,
        "product_template",
        template.id,
        {
            "name": SQL(
                "jsonb_build_object('en_US', 'Bench title ' || n || ' œuvre élève ' || (n %% 977))"
            ),
            "bookstore_search": SQL("'bench title ' || n || ' oeuvre eleve ' || (n %% 977)"),
        },
    )
    columns = _columns(env, "product_product", ("id", "product_tmpl_id", "barcode"))
    env.cr.execute(
        SQL(
            "INSERT INTO product_product (product_tmpl_id, barcode, %s)"
            " SELECT t.id, '29' || lpad(t.id::text, 11, '0'), %s FROM product_template t,"
            " product_product p WHERE p.id = %s AND t.bookstore_search LIKE 'bench title %%'",
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(SQL.identifier("p", column) for column in columns),
            model.id,
        )
    )
    env.cr.execute(
        SQL(
            "INSERT INTO product_taxes_rel (prod_id, tax_id) SELECT t.id, r.tax_id FROM"
            " product_template t, product_taxes_rel r WHERE r.prod_id = %s AND t.bookstore_search"
            " LIKE 'bench title %%'",
            template.id,
        )
    )
    env.invalidate_all()


def _columns(env, table, without):
    rows = env.execute_query(
        SQL("SELECT column_name FROM information_schema.columns WHERE table_name = %s", table)
    )
    return sorted({name for (name,) in rows} - set(without))


def _copy_rows(env, table, row_id, changed):
    columns = _columns(env, table, ("id",))
    values = [changed.get(column, SQL.identifier("source", column)) for column in columns]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s source, generate_series(1, %s) n WHERE source.id = %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(values),
            SQL.identifier(table),
            TITLES,
            row_id,
        )
    )


def _bench_products(env):
    return env["product.product"].search(
        [("bookstore_search", "=like", "bench title %")], order="id"
    )


def _fill_stock(env, company, products, owners, warehouse):
    """Five copies of A of each title of its deposit; A and B for those to decide; the rest firm."""
    place = warehouse.lot_stock_id.id
    rows = [(product.id, owners[0].id, 5) for product in products[:DEPOSIT_TITLES]]
    rows += [
        (product.id, owner.id, 5)
        for product in products[6000 : 6000 + 2 * DECISIONS]
        for owner in owners[:2]
    ]
    rows += [(product.id, None, 2) for product in products[8000:20_000]]
    _insert_quants(env, place, rows)


def _fill_place(env, products, place):
    _insert_quants(env, place.id, [(product.id, None, 1) for product in products])


def _insert_quants(env, place_id, rows):
    env.cr.execute(
        SQL(
            "INSERT INTO stock_quant (product_id, owner_id, quantity, reserved_quantity, location_id,"
            " company_id, in_date, create_uid, write_uid, create_date, write_date)"
            " SELECT p, o, q, 0, %s, l.company_id, now(), 1, 1, now(), now()"
            " FROM unnest(%s, %s::int[], %s::numeric[]) AS r(p, o, q), stock_location l WHERE l.id = %s",
            place_id,
            [row[0] for row in rows],
            [row[1] for row in rows],
            [row[2] for row in rows],
            place_id,
        )
    )
    env.invalidate_all()


def _write_journal(env, company, products, owners):
    """What the stock says, as receipts and sales of the deposit."""
    rows = [(product.id, owners[0].id, "receipt", 7, 7) for product in products[:DEPOSIT_TITLES]]
    rows += [(product.id, owners[0].id, "sale", 2, -2) for product in products[:DEPOSIT_TITLES]]
    rows += [
        (product.id, owner.id, "receipt", 5, 5)
        for product in products[6000 : 6000 + 2 * DECISIONS]
        for owner in owners[:2]
    ]
    columns = list(zip(*rows, strict=True))
    env.cr.execute(
        SQL(
            "INSERT INTO bookstore_allocation (product_id, owner_id, kind, quantity, signed_quantity,"
            " company_id, state, decided_how, date, public_price, price_excluded, discount, is_owed,"
            " tax_key, create_uid, write_uid, create_date, write_date)"
            " SELECT p, o, k, q, s, %s, 'decided', 'direct', now(), 10.55, 10.0, 35, k = 'sale',"
            " '', 1, 1, now(), now()"
            " FROM unnest(%s, %s, %s, %s::numeric[], %s::numeric[]) AS r(p, o, k, q, s)",
            company.id,
            *map(list, columns),
        )
    )
    env.invalidate_all()


def _env(bench):
    company = bench.env.ref("base.main_company")
    return bench.env(
        context=dict(bench.env.context, allowed_company_ids=company.ids, tracking_disable=True)
    )


def _once(function):
    """Seconds of what can be done only once (``bench.timed`` warms up with a first call)."""
    start = perf_counter()
    function()
    return perf_counter() - start


def _ring_up(env, session, product):
    """Send one paid order of one line, as the till does."""
    amount = product.lst_price
    number = env["pos.order"].search_count([]) + 1
    line = {
        "product_id": product.id,
        "price_unit": amount,
        "discount": 0,
        "qty": 1,
        "tax_ids": [],
        "price_subtotal": amount,
        "price_subtotal_incl": amount,
        "pack_lot_ids": [],
    }
    payment = {
        "amount": amount,
        "name": "2026-01-01 10:00:00",
        "payment_method_id": session.config_id.payment_method_ids[:1].id,
    }
    order = {
        "amount_paid": amount,
        "amount_return": 0,
        "amount_tax": 0,
        "amount_total": amount,
        "date_order": "2026-01-01 10:00:00",
        "fiscal_position_id": False,
        "partner_id": False,
        "lines": [(0, 0, line)],
        "name": f"Bench {number}",
        "session_id": session.id,
        "sequence_number": number,
        "payment_ids": [(0, 0, payment)],
        "uuid": f"bench-{number}",
        "user_id": env.uid,
    }
    result = env["pos.order"].sync_from_ui([order])
    env.flush_all()
    return env["pos.order"].browse(result["pos.order"][0]["id"])


def run(bench):
    env = _env(bench)
    products = _bench_products(env)
    _bench_sale(bench)
    _bench_search(bench, env)
    _bench_decisions(bench, env, products)
    _bench_statement(bench, env)
    _bench_count(bench, env, products)
    _bench_merge(bench, env, products)


def _bench_search(bench, env):
    search = env["product.template"].search

    def find():
        env.invalidate_all()
        search([("bookstore_find", "ilike", "ŒUVRE élève 512")], limit=80)

    bench.at_most("title search over 50,000 records, accents ignored", bench.timed(find), 0.5, "s")


SOLD_TITLES = {
    "a title of our own": slice(8_000, 8_000 + 2 * SALES),
    "a title of one distributor": slice(0, 2 * SALES),
    "a title of two distributors": slice(6_000 + DECISIONS, 6_000 + DECISIONS + 2 * SALES),
}


def _bench_sale(bench):
    """The same till orders on the same database, by processes with and without the add-on.

    The two alternate, so that a slow moment of the machine does not favour one of them.
    """
    seconds = {"with": {}, "without": {}}
    for _turn in range(2):
        for way, kinds in seconds.items():
            for kind, samples in _sell_apart(bench.database, way).items():
                kinds.setdefault(kind, []).extend(samples)
    for kind, samples in seconds["with"].items():
        bench.ratio(
            f"till sale of one line, {kind}",
            statistics.median(samples),
            statistics.median(seconds["without"][kind]),
            1.15,
            "without the add-on",
        )


def _sell_apart(database, way):
    """``{kind of title: [seconds of each sale]}`` measured by a process of its own."""
    command = [sys.executable, __file__, database, way]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def _measure_sales(database, way):
    """The other process: sell, tell the seconds, leave the database as it was."""
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config

    words = ["-c", os.environ["SUITE_BENCH_CONFIG"], "--no-http", "--log-level=critical"]
    if way == "without":
        words.append(f"--addons-path={_get_addons_path_without_ours()}")
    config.parse_config(words, setup_logging=True)
    registry = Registry(database)
    if ("bookstore.deposit" in registry) != (way == "with"):
        raise RuntimeError(f"the add-on should be {way}")
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        company = env.ref("base.main_company")
        env = env(context={"allowed_company_ids": company.ids})  # as a till's request
        seconds = {kind: _time_sales(env, titles) for kind, titles in SOLD_TITLES.items()}
        cr.rollback()
    sys.stdout.write(json.dumps(seconds))


def _get_addons_path_without_ours():
    import odoo.tools

    parser = configparser.ConfigParser()
    parser.read(os.environ["SUITE_BENCH_CONFIG"])
    own = Path(__file__).resolve().parents[3]
    folders = parser["options"]["addons_path"].split(",")
    kept = [folder for folder in folders if folder and Path(folder).resolve() != own]
    return ",".join([*kept, str(Path(odoo.tools.__file__).parents[1] / "addons")])


def _time_sales(env, titles):
    session = env["pos.session"].search([("config_id.name", "=", "Bench till")], limit=1)
    products = env["product.product"].search([("barcode", "=like", "29%")], order="id")[titles]
    samples = []
    for number, product in enumerate(products[: SALES + 5]):
        start = perf_counter()
        order = _ring_up(env, session, product)
        if number >= 5:
            samples.append(perf_counter() - start)
        if order.picking_ids.state != "done":
            raise RuntimeError("the sale did not move its copy")
    return samples


def _bench_decisions(bench, env, products):
    place = env["stock.warehouse"].search([], limit=1).lot_stock_id
    titles = products[6000 : 6000 + DECISIONS]
    moves = env["stock.move"]
    customers = env.ref("stock.stock_location_customers")
    moves.create(
        [moves._prepare_bookstore_move_vals(title, 1, place, customers, "sale") for title in titles]
    )._action_done()
    pending = env["bookstore.allocation"].search(
        [("state", "=", "pending"), ("product_id", "in", titles.ids)]
    )
    bench.info("exits to decide", len(pending), "exits")

    def decide():
        pending.action_decide_advised()
        env.flush_all()

    bench.at_most("500 decisions", _once(decide), 30, "s")
    env.cr.rollback()


def _bench_statement(bench, env):
    deposit = env["bookstore.deposit"].search([("partner_id.name", "=", "Bench owner A")])

    def draft():
        deposit.action_draw_up_statement()
        env.flush_all()

    bench.at_most("statement of 5,000 titles drafted", _once(draft), 8, "s")
    statement = deposit.statement_ids

    def bill():
        statement.action_bill()
        env.flush_all()

    bench.at_most("statement of 5,000 titles closed with its bill", _once(bill), 10, "s")
    bench.at_most("its spreadsheet", _once(statement._get_csv), 5, "s")
    bench.info("titles in the statement", len(statement.line_ids), "titles")
    env.cr.rollback()


def _bench_count(bench, env, products):
    place = env["stock.location"].search([("name", "=", "Bench cellar")])
    count = env["bookstore.count"].create({"location_id": place.id})
    bench.at_most("inventory started", _once(count.action_start), 5, "s")
    titles = products[20_000:40_000]

    def scans(name):
        queue = iter(titles[:1000].mapped("barcode"))

        def scan():
            answer = count.scan(next(queue))
            env.flush_all()
            if answer["status"] != "ok":
                raise RuntimeError(answer["message"])

        bench.at_most(name, bench.p95(scan, repeat=60), 0.2, "s")

    _insert_scans(env, count, titles[1000:1100])
    scans("scan p95 with 100 copies counted")
    _insert_scans(env, count, titles[100:1000] | titles[1100:])
    scans("scan p95 with 20,000 copies counted")
    env.cr.execute(
        SQL(
            "DELETE FROM bookstore_count_scan WHERE count_id = %s AND product_id IN %s",
            count.id,
            tuple(titles[5000:5600].ids),
        )
    )
    _insert_scans(env, count, titles[:0])
    bench.at_most("difference list of 20,000 copies", _once(count.action_review), 3, "s")
    lines = count.line_ids.filtered(lambda line: line.difference < 0)[:600]
    lines.write({"resolution": "loss"})
    bench.info("differences to solve", len(lines), "lines")

    def settle():
        lines.action_settle()
        env.flush_all()

    bench.at_most("600 differences solved", _once(settle), 30, "s")
    env.cr.rollback()


def _bench_merge(bench, env, products):
    """Two records of one book that were received, sold and returned 5,000 times."""
    titles = products[45_000:45_002]
    place = env["stock.warehouse"].search([], limit=1).lot_stock_id
    owner = env["res.partner"].search([("name", "=", "Bench owner A")])
    supplier, customers = (
        env.ref(f"stock.stock_location_{name}") for name in ("suppliers", "customers")
    )
    moves = env["stock.move"]
    for source, target, kind in (
        (supplier, place, "receipt"),
        (place, customers, "sale"),
        (supplier, place, "receipt"),
    ):
        moves |= moves.create(
            [
                moves._prepare_bookstore_move_vals(
                    titles[number % 2], 1, source, target, kind, restrict_partner_id=owner.id
                )
                for number in range(MERGED_MOVES // 3 + 1)
            ]
        )
        moves.filtered(lambda move: move.state != "done")._action_done()
    merge = env["bookstore.merge"].create({"title_ids": titles.ids, "kept_id": titles[0].id})
    env.flush_all()

    def join():
        merge.action_merge()
        env.flush_all()

    def separate():
        merge.action_separate()
        env.flush_all()

    bench.info("moves of the two titles", len(moves), "moves")
    bench.at_most("two titles with 5,000 moves merged", _once(join), 10, "s")
    bench.at_most("and separated again", _once(separate), 10, "s")
    env.cr.rollback()


def _insert_scans(env, count, products):
    env.cr.execute(
        SQL(
            "INSERT INTO bookstore_count_scan (count_id, product_id, quantity, user_id, create_uid,"
            " write_uid, create_date, write_date) SELECT %s, p, 1, 1, 1, 1, now(), now() FROM unnest(%s::int[]) p",
            count.id,
            products.ids,
        )
    )
    env.invalidate_all()


if __name__ == "__main__":
    _measure_sales(*sys.argv[1:])
