"""The figures of the issue, measured on a big shop: 50,000 titles, one deposit of 5,000."""

from time import perf_counter

from odoo.tools import SQL

GENERATION = 1
TITLES = 50_000
DEPOSIT_TITLES = 5_000
COUNTED = 20_000
DECISIONS = 500


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
        {"name": "Bench cellar", "location_id": warehouse.view_location_id.id, "usage": "internal",
         "company_id": company.id, "bookstore_use": "reserve"}
    )  # fmt: skip
    _fill_place(env, products[20_000:40_000], count_place)


def _create_title(env, name, consigned):
    return env["product.product"].create(
        {"name": name, "type": "consu", "is_storable": True, "list_price": 10.55,
         "available_in_pos": True, "standard_price": 6.0}
    )  # fmt: skip


def _copy_titles(env, model):
    """Titles as Odoo writes them, copied from one that Odoo made."""
    template = model.product_tmpl_id
    env.flush_all()
    _copy_rows(env, "product_template", template.id, {
        "name": SQL("jsonb_build_object('en_US', 'Bench title ' || n || ' œuvre élève ' || (n %% 977))"),
        "bookstore_search": SQL("'bench title ' || n || ' oeuvre eleve ' || (n %% 977)"),
    })  # fmt: skip
    columns = _columns(env, "product_product", ("id", "product_tmpl_id", "barcode"))
    env.cr.execute(SQL(
        "INSERT INTO product_product (product_tmpl_id, %s) SELECT t.id, %s FROM product_template t,"
        " product_product p WHERE p.id = %s AND t.bookstore_search LIKE 'bench title %%'",
        SQL(", ").join(map(SQL.identifier, columns)),
        SQL(", ").join(SQL.identifier("p", column) for column in columns),
        model.id,
    ))  # fmt: skip
    env.cr.execute(SQL(
        "INSERT INTO product_taxes_rel (prod_id, tax_id) SELECT t.id, r.tax_id FROM"
        " product_template t, product_taxes_rel r WHERE r.prod_id = %s AND t.bookstore_search"
        " LIKE 'bench title %%'", template.id,
    ))  # fmt: skip
    env.invalidate_all()


def _columns(env, table, without):
    rows = env.execute_query(SQL(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", table
    ))  # fmt: skip
    return sorted({name for (name,) in rows} - set(without))


def _copy_rows(env, table, row_id, changed):
    columns = _columns(env, table, ("id",))
    values = [changed.get(column, SQL.identifier("source", column)) for column in columns]
    env.cr.execute(SQL(
        "INSERT INTO %s (%s) SELECT %s FROM %s source, generate_series(1, %s) n WHERE source.id = %s",
        SQL.identifier(table), SQL(", ").join(map(SQL.identifier, columns)), SQL(", ").join(values),
        SQL.identifier(table), TITLES, row_id,
    ))  # fmt: skip


def _bench_products(env):
    return env["product.product"].search(
        [("bookstore_search", "=like", "bench title %")], order="id"
    )


def _fill_stock(env, company, products, owners, warehouse):
    """Five copies of A of each title of its deposit; A and B for those to decide; the rest firm."""
    place = warehouse.lot_stock_id.id
    rows = [(product.id, owners[0].id, 5) for product in products[:DEPOSIT_TITLES]]
    rows += [(product.id, owner.id, 5) for product in products[6000 : 6000 + 2 * DECISIONS]
             for owner in owners[:2]]  # fmt: skip
    rows += [(product.id, None, 2) for product in products[8000:20_000]]
    _insert_quants(env, place, rows)


def _fill_place(env, products, place):
    _insert_quants(env, place.id, [(product.id, None, 1) for product in products])


def _insert_quants(env, place_id, rows):
    env.cr.execute(SQL(
        "INSERT INTO stock_quant (product_id, owner_id, quantity, reserved_quantity, location_id,"
        " company_id, in_date, create_uid, write_uid, create_date, write_date)"
        " SELECT p, o, q, 0, %s, l.company_id, now(), 1, 1, now(), now()"
        " FROM unnest(%s, %s::int[], %s::numeric[]) AS r(p, o, q), stock_location l WHERE l.id = %s",
        place_id, [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], place_id,
    ))  # fmt: skip
    env.invalidate_all()


def _write_journal(env, company, products, owners):
    """What the stock says, as receipts and sales of the deposit."""
    rows = [(product.id, owners[0].id, "receipt", 7, 7) for product in products[:DEPOSIT_TITLES]]
    rows += [(product.id, owners[0].id, "sale", 2, -2) for product in products[:DEPOSIT_TITLES]]
    rows += [(product.id, owner.id, "receipt", 5, 5) for product in products[6000 : 6000 + 2 * DECISIONS]
             for owner in owners[:2]]  # fmt: skip
    columns = list(zip(*rows, strict=True))
    env.cr.execute(SQL(
        "INSERT INTO bookstore_allocation (product_id, owner_id, kind, quantity, signed_quantity,"
        " company_id, state, decided_how, date, public_price, price_excluded, create_uid, write_uid,"
        " create_date, write_date)"
        " SELECT p, o, k, q, s, %s, 'decided', 'direct', now(), 10.55, 10.0, 1, 1, now(), now()"
        " FROM unnest(%s, %s, %s, %s::numeric[], %s::numeric[]) AS r(p, o, k, q, s)",
        company.id, *map(list, columns),
    ))  # fmt: skip
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


def _sell(env, product, place):
    moves = env["stock.move"]
    vals = moves._prepare_bookstore_move_vals(
        product, 1, place, env.ref("stock.stock_location_customers"), "sale"
    )
    moves.create(vals)._action_done()


def run(bench):
    env = _env(bench)
    products = _bench_products(env)
    _bench_search(bench, env)
    _bench_sale(bench, env, products)
    _bench_decisions(bench, env, products)
    _bench_statement(bench, env)
    _bench_count(bench, env, products)


def _bench_search(bench, env):
    search = env["product.template"].search

    def find():
        env.invalidate_all()
        search([("bookstore_find", "ilike", "ŒUVRE élève 512")], limit=80)

    bench.at_most("title search over 50,000 records, accents ignored", bench.timed(find), 0.5, "s")


def _bench_sale(bench, env, products):
    """One sale of a title nobody else consigns and of a consigned one, against core alone."""
    place = env["stock.warehouse"].search([], limit=1).lot_stock_id
    company = env.ref("base.main_company")
    undecided = company.bookstore_undecided_partner_id
    queue = iter(products[8000:12_000])

    def sale():
        _sell(env, next(queue), place)
        env.flush_all()

    sale()
    with_addon = bench.timed(sale, repeat=15)
    company.bookstore_undecided_partner_id = False
    core = bench.timed(sale, repeat=15)
    company.bookstore_undecided_partner_id = undecided
    bench.ratio("sale of one line, our own title", with_addon, core, 1.3, "core alone")
    consigned = iter(products[:DEPOSIT_TITLES][-200:])
    bench.info(
        "sale of one consigned line",
        bench.timed(lambda: (_sell(env, next(consigned), place), env.flush_all()), repeat=10),
        "s",
    )
    env.cr.rollback()


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
        queue = iter(titles)

        def scan():
            count.scan_choice(next(queue).id)
            env.flush_all()

        bench.at_most(name, bench.p95(scan, repeat=60), 0.2, "s")

    _insert_scans(env, count, titles[1000:1100])
    scans("scan p95 with 100 copies counted")
    _insert_scans(env, count, titles[1100:20_000])
    scans("scan p95 with 20,000 copies counted")
    env.cr.execute(SQL(
        "DELETE FROM bookstore_count_scan WHERE count_id = %s AND product_id IN %s",
        count.id, tuple(titles[5000:5600].ids),
    ))  # fmt: skip
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


def _insert_scans(env, count, products):
    env.cr.execute(SQL(
        "INSERT INTO bookstore_count_scan (count_id, product_id, quantity, user_id, create_uid,"
        " write_uid, create_date, write_date) SELECT %s, p, 1, 1, 1, 1, now(), now() FROM unnest(%s::int[]) p",
        count.id, products.ids,
    ))  # fmt: skip
    env.invalidate_all()
