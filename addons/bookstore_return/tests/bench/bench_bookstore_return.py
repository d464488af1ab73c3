"""What may go back, among fifty thousand titles with a million moves behind them."""

from time import perf_counter

from odoo.tools import SQL

GENERATION = 1
TITLES = 50_000
MOVES = 1_000_000
OWNERS = 4


def prepare(env):
    """Half of the titles firm, half in deposit, five copies each; written by SQL."""
    company = env.ref("base.main_company")
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    place = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1).lot_stock_id
    place.bookstore_use = "sale_point"
    owners = env["res.partner"].create(
        [
            {"name": f"Bench distributor {number}", "bookstore_is_distributor": True}
            for number in range(OWNERS)
        ]
    )
    env["bookstore.deposit"].create(
        [{"partner_id": owner.id, "company_id": company.id, "max_days": 365} for owner in owners]
    )
    title = env["product.product"].create(
        {
            "name": "Bench return",
            "type": "consu",
            "is_storable": True,
            "list_price": 10.55,
            "bookstore_is_title": True,
        }
    )
    env.flush_all()
    _copy(env, "product_template", title.product_tmpl_id.id, TITLES, {})
    env.cr.execute("SELECT MAX(id) - %s FROM product_template", [TITLES])
    first = env.cr.fetchone()[0]
    _copy(
        env,
        "product_product",
        title.id,
        TITLES,
        {"product_tmpl_id": SQL("%s + n", first), "barcode": SQL("'29' || lpad(n::text, 11, '0')")},
    )
    env.cr.execute("SELECT MAX(id) - %s FROM product_product", [TITLES])
    first = env.cr.fetchone()[0]
    _write_moves(env, title, place, first)
    _write_deposits(env, company, place, owners, first)
    _write_purchases(env, company, title, place, owners, first)
    env.cr.execute("ANALYZE")


def _copy(env, table, row_id, count, changed):
    """Rows as Odoo wrote one of them, ``changed`` apart; ``n`` is their number."""
    rows = env.execute_query(
        SQL("SELECT column_name FROM information_schema.columns WHERE table_name = %s", table)
    )
    names = sorted({name for (name,) in rows} - {"id"})
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s source, generate_series(1, %s) n"
            " WHERE source.id = %s ORDER BY n",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(changed.get(name, SQL.identifier("source", name)) for name in names),
            SQL.identifier(table),
            count,
            row_id,
        )
    )


def _write_moves(env, title, place, first):
    """A receipt of each title, then sales of four years, the older the title the older its last."""
    moves = env["stock.move"]
    supplier, customers = (
        env.ref(f"stock.stock_location_{name}") for name in ("suppliers", "customers")
    )
    receipt, sale = moves.create(
        [
            moves._prepare_bookstore_move_vals(title, 1, supplier, place, "receipt"),
            moves._prepare_bookstore_move_vals(title, 1, place, customers, "sale"),
        ]
    )
    env.flush_all()
    done = {"state": SQL("'done'")}
    product = SQL("%s + 1 + (n - 1) %% %s", first, TITLES)
    _copy(
        env,
        "stock_move",
        receipt.id,
        TITLES,
        done | {"product_id": product, "date": SQL("now() - (30 + n %% 1800) * interval '1 day'")},
    )
    _copy(
        env,
        "stock_move",
        sale.id,
        MOVES - TITLES,
        done
        | {
            "product_id": product,
            "date": SQL("now() - ((n %% %s) %% 900 + n %% 400) * interval '1 day'", TITLES),
        },
    )
    (receipt | sale)._action_cancel()


def _write_deposits(env, company, place, owners, first):
    env.cr.execute(
        SQL(
            "INSERT INTO stock_quant (product_id, owner_id, quantity, reserved_quantity,"
            " location_id, company_id, in_date, create_uid, write_uid, create_date, write_date)"
            " SELECT %s + n, CASE WHEN n %% 2 = 0 THEN (%s::int[])[1 + n / 2 %% %s] END, 5, 0, %s,"
            " %s, now(), 1, 1, now(), now() FROM generate_series(1, %s) n",
            first,
            owners.ids,
            OWNERS,
            place.id,
            company.id,
            TITLES,
        )
    )
    env.cr.execute(
        SQL(
            "INSERT INTO bookstore_allocation (product_id, owner_id, kind, quantity,"
            " signed_quantity, company_id, state, decided_how, date, public_price,"
            " price_excluded, discount, is_owed, tax_key, create_uid, write_uid, create_date,"
            " write_date) SELECT product_id, owner_id, 'receipt', 5, 5, %s, 'decided', 'direct',"
            " now() - (30 + product_id %% 1800) * interval '1 day', 10.55, 10.0, 35, false, '',"
            " 1, 1, now(), now() FROM stock_quant WHERE owner_id IS NOT NULL AND product_id > %s",
            company.id,
            first,
        )
    )


def _write_purchases(env, company, title, place, owners, first):
    """One parcel a distributor and month; its lines written as Odoo's own first one."""
    parcels = env["bookstore.parcel"].create(
        [
            {"kind": "firm", "partner_id": owners[number % OWNERS].id, "company_id": company.id}
            for number in range(60 * OWNERS)
        ]
    )
    line = env["bookstore.parcel.line"].create(
        {"parcel_id": parcels[0].id, "product_id": title.id, "location_id": place.id}
    )
    env.flush_all()
    _copy(
        env,
        "bookstore_parcel_line",
        line.id,
        TITLES // 2,
        {
            "product_id": SQL("%s + 2 * n - 1", first),
            "parcel_id": SQL("(%s::int[])[1 + n %% %s]", parcels.ids, len(parcels)),
            "quantity": SQL("5"),
        },
    )
    env.cr.execute(
        SQL(
            "UPDATE bookstore_parcel SET state = 'done',"
            " date = CURRENT_DATE - (id %% 60) * 30 WHERE id IN %s",
            tuple(parcels.ids),
        )
    )


def run(bench):
    env = bench.env(context=dict(bench.env.context, tracking_disable=True))
    search = env["bookstore.return.search"].create({"is_allowed_only": False})

    def find():
        env.invalidate_all()
        return search._find_lines()

    bench.info("moves", env["stock.move"].search_count([]), "moves")
    bench.info("lines proposed", sum(map(len, find().values())), "lines")
    bench.ratio(
        "return proposal over 50,000 titles",
        bench.timed(find, 3),
        bench.timed(lambda: _read_apart(env), 3),
        3,
    )
    start = perf_counter()
    search.action_search()
    env.flush_all()
    bench.info("its requests written", perf_counter() - start, "s")


def _read_apart(env):
    """The floor: what a person would write in SQL for the same criteria, and read."""
    env.cr.execute(
        """
          WITH lives AS (
               SELECT move.product_id,
                      MIN(move.date) FILTER (WHERE source.usage = 'supplier') AS first_entry,
                      MAX(move.date) FILTER (WHERE source.usage = 'supplier') AS last_entry,
                      MAX(move.date) FILTER (WHERE target.usage = 'customer') AS last_sale
                 FROM stock_move move
                 JOIN stock_location source ON source.id = move.location_id
                 JOIN stock_location target ON target.id = move.location_dest_id
                WHERE move.state = 'done'
             GROUP BY 1),
               stays AS (
               SELECT product_id, owner_id, MIN(date) AS entered, SUM(quantity) AS copies
                 FROM bookstore_allocation
                WHERE kind IN ('opening', 'receipt', 'irregular_in') AND state = 'decided'
             GROUP BY 1, 2),
               bought AS (
               SELECT line.product_id, parcel.partner_id, SUM(line.quantity) AS copies,
                      MAX(parcel.date) AS day
                 FROM bookstore_parcel_line line
                 JOIN bookstore_parcel parcel ON parcel.id = line.parcel_id
                WHERE parcel.state = 'done' AND parcel.kind = 'firm'
             GROUP BY 1, 2)
        SELECT quant.product_id, COALESCE(quant.owner_id, bought.partner_id),
               SUM(quant.quantity), MIN(lives.first_entry), MAX(lives.last_entry),
               MAX(lives.last_sale), MAX(bought.day), MIN(stays.entered)
          FROM stock_quant quant
          JOIN stock_location place ON place.id = quant.location_id AND place.usage = 'internal'
     LEFT JOIN lives ON lives.product_id = quant.product_id
     LEFT JOIN bought ON bought.product_id = quant.product_id AND quant.owner_id IS NULL
     LEFT JOIN stays ON stays.product_id = quant.product_id AND stays.owner_id = quant.owner_id
         WHERE quant.quantity > 0
      GROUP BY 1, 2
        """
    )
    return env.cr.fetchall()
