"""All SQL of the add-on. Every function takes an environment and returns plain Python values."""

from collections import defaultdict

from odoo.tools import SQL


def _flush_quants(env):
    env["stock.quant"].flush_model(["product_id", "location_id", "owner_id", "quantity"])
    env["stock.location"].flush_model(["usage", "company_id", "parent_path"])


def stock_cells(env, company, product_ids):
    """Copies by title, place and owner, the firm stock standing under the company's own partner.

    Several stock lines of one cell are summed: core may add a second line rather than wait.

    :returns: list of ``(product id, location id, owner partner id, quantity)``
    """
    if not product_ids:
        return []
    _flush_quants(env)
    return env.execute_query(
        SQL(
            """
            SELECT quant.product_id, quant.location_id, COALESCE(quant.owner_id, %(firm)s),
                   COALESCE(SUM(quant.quantity), 0)::float
              FROM stock_quant quant
              JOIN stock_location place ON place.id = quant.location_id
             WHERE quant.product_id IN %(products)s
               AND place.company_id = %(company)s
               AND place.usage IN ('internal', 'transit')
          GROUP BY 1, 2, 3
            """,
            firm=company.partner_id.id,
            products=tuple(product_ids),
            company=company.id,
        )
    )


def guard_titles(env, company, product_ids):
    """Make a concurrent decision about the same title fail, so that Odoo runs it again.

    A row lock would not do: after waiting, a REPEATABLE READ transaction still sees the stock as
    it was before. A row *written* by both makes the second one start over, on the new stock.
    """
    if not product_ids:
        return
    env.execute_query(
        SQL(
            """
            INSERT INTO bookstore_title_guard (company_id, product_id, version)
                 SELECT %(company)s, id, 1 FROM unnest(%(products)s) AS id ORDER BY id
            ON CONFLICT (company_id, product_id)
              DO UPDATE SET version = bookstore_title_guard.version + 1
              RETURNING id
            """,
            company=company.id,
            products=list(product_ids),
        )
    )


def guard_deposit(env, deposit):
    """Make a concurrent statement of the same deposit fail, so that Odoo runs it again."""
    env.execute_query(
        SQL(
            "UPDATE bookstore_deposit SET version = COALESCE(version, 0) + 1"
            " WHERE id = %s RETURNING id",
            deposit.id,
        )
    )


def locked_places(env, location_ids):
    """Places in inventory among these and the places that contain them.

    The shared lock makes a movement and the start of an inventory exclude each other.

    :returns: list of ``(location id, count id)``
    """
    if not location_ids:
        return []
    env["stock.location"].flush_model(["bookstore_count_id", "parent_path"])
    return [
        (location_id, count_id)
        for location_id, count_id in env.execute_query(
            SQL(
                """
                SELECT id, bookstore_count_id FROM stock_location
                 WHERE id IN (
                    SELECT unnest(string_to_array(trim(trailing '/' FROM parent_path), '/'))::int
                      FROM stock_location WHERE id IN %(places)s
                 )
              ORDER BY id FOR SHARE
                """,
                places=tuple(location_ids),
            )
        )
        if count_id
    ]


def ever_held(env, company, product_ids):
    """Titles a distributor entrusted at least once, or has in a deposit."""
    if not product_ids:
        return set()
    env["bookstore.allocation"].flush_model(["product_id", "company_id"])
    env["bookstore.deposit.line"].flush_model(["product_id", "company_id"])
    rows = env.execute_query(
        SQL(
            """
            SELECT title.id FROM unnest(%(products)s) AS title(id)
             WHERE EXISTS (SELECT 1 FROM bookstore_allocation allocation
                            WHERE allocation.product_id = title.id
                              AND allocation.company_id = %(company)s
                              AND allocation.owner_id != %(firm)s)
                OR EXISTS (SELECT 1 FROM bookstore_deposit_line line
                            WHERE line.product_id = title.id AND line.company_id = %(company)s)
            """,
            products=list(product_ids),
            company=company.id,
            firm=company.partner_id.id,
        )
    )
    return {product_id for (product_id,) in rows}


_LEDGER_FIELDS = [
    "company_id", "owner_id", "product_id", "state", "statement_line_id", "signed_quantity",
    "quantity", "kind", "price_excluded", "public_price", "date",
]  # fmt: skip


def ledger_figures(env, company, owner):
    """What happened to each title of one owner: already stated, and since.

    :returns: dicts with ``product_id``, ``initial``, ``received``, ``returned``, ``sold``,
        ``gift``, ``lost``, ``adjusted``, ``is_open``: movements nobody was told about yet,
        even when they make up for each other
    """
    env["bookstore.allocation"].flush_model(_LEDGER_FIELDS)
    names = (
        "product_id", "initial", "received", "returned", "sold", "gift", "lost", "adjusted",
        "is_open",
    )  # fmt: skip
    rows = env.execute_query(
        SQL(
            """
            SELECT product_id,
                   COALESCE(SUM(signed_quantity) FILTER (WHERE statement_line_id IS NOT NULL), 0),
                   COALESCE(SUM(quantity) FILTER (WHERE open AND kind = 'receipt'), 0),
                   COALESCE(SUM(quantity) FILTER (WHERE open AND kind = 'return'), 0),
                   COALESCE(SUM(quantity) FILTER (WHERE open AND kind = 'sale'), 0),
                   COALESCE(SUM(quantity) FILTER (WHERE open AND kind = 'gift'), 0),
                   COALESCE(SUM(quantity) FILTER (WHERE open AND kind = 'loss'), 0),
                   COALESCE(SUM(signed_quantity) FILTER (
                       WHERE open AND kind IN ('opening', 'irregular_in', 'irregular_out')), 0),
                   bool_or(open)
              FROM (SELECT *, statement_line_id IS NULL AS open FROM bookstore_allocation
                     WHERE company_id = %(company)s AND owner_id = %(owner)s
                       AND state = 'decided') ledger
          GROUP BY product_id
            """,
            company=company.id,
            owner=owner.id,
        )
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def open_exits(env, company, owner, kinds):
    """Decided exits nobody was told about yet, to be paid: by title and price of the day.

    :returns: ``{product id: [(quantity, public price excluding VAT)]}``
    """
    env["bookstore.allocation"].flush_model(_LEDGER_FIELDS)
    sales = defaultdict(list)
    for product_id, price, quantity in env.execute_query(
        SQL(
            """
            SELECT product_id, price_excluded::float, SUM(quantity)::float
              FROM bookstore_allocation
             WHERE company_id = %(company)s AND owner_id = %(owner)s AND state = 'decided'
               AND statement_line_id IS NULL AND kind IN %(kinds)s
          GROUP BY 1, 2 ORDER BY 1, 2
            """,
            company=company.id,
            owner=owner.id,
            kinds=tuple(kinds),
        )
    ):
        sales[product_id].append((quantity, price))
    return sales


def receipts_by_title(env, company, owner, product_ids):
    """``{product id: [(date, quantity received)]}`` of one owner, for the length of stay."""
    receipts = defaultdict(list)
    if not product_ids:
        return receipts
    env["bookstore.allocation"].flush_model(_LEDGER_FIELDS)
    for product_id, date, quantity in env.execute_query(
        SQL(
            """
            SELECT product_id, date, quantity FROM bookstore_allocation
             WHERE company_id = %(company)s AND owner_id = %(owner)s AND state = 'decided'
               AND kind IN ('receipt', 'opening', 'irregular_in')
               AND product_id IN %(products)s
            """,
            company=company.id,
            owner=owner.id,
            products=tuple(product_ids),
        )
    ):
        receipts[product_id].append((date, quantity))
    return receipts


def state_allocations(env, statement):
    """Attach to its lines every movement the statement tells, in one go.

    :returns: number of movements stated
    """
    env["bookstore.allocation"].flush_model(_LEDGER_FIELDS)
    env["bookstore.statement.line"].flush_model(["statement_id", "product_id"])
    rows = env.execute_query(
        SQL(
            """
            UPDATE bookstore_allocation allocation
               SET statement_line_id = line.id, statement_id = line.statement_id
              FROM bookstore_statement_line line
             WHERE line.statement_id = %(statement)s
               AND line.product_id = allocation.product_id
               AND allocation.company_id = %(company)s AND allocation.owner_id = %(owner)s
               AND allocation.state = 'decided' AND allocation.statement_line_id IS NULL
         RETURNING allocation.id
            """,
            statement=statement.id,
            company=statement.company_id.id,
            owner=statement.partner_id.id,
        )
    )
    env["bookstore.allocation"].invalidate_model(["statement_line_id", "statement_id"])
    return len(rows)


def count_differences(env, count):
    """What the shelves hold against what the software believes, titles that differ only.

    :returns: list of ``(product id, theoretical, counted)``
    """
    _flush_quants(env)
    env["bookstore.count.scan"].flush_model(["count_id", "product_id", "quantity"])
    return env.execute_query(
        SQL(
            """
            SELECT COALESCE(stock.product_id, scan.product_id),
                   COALESCE(stock.quantity, 0)::float, COALESCE(scan.quantity, 0)::float
              FROM (%(theory)s) stock
         FULL JOIN (SELECT product_id, SUM(quantity) AS quantity FROM bookstore_count_scan
                     WHERE count_id = %(count)s GROUP BY product_id) scan
                ON scan.product_id = stock.product_id
             WHERE abs(COALESCE(stock.quantity, 0) - COALESCE(scan.quantity, 0)) > 0.000001
            """,
            theory=_theory(count),
            count=count.id,
        )
    )


def _theory(count):
    return SQL(
        """
        SELECT quant.product_id, COALESCE(SUM(quant.quantity), 0) AS quantity
          FROM stock_quant quant
          JOIN stock_location place ON place.id = quant.location_id
          JOIN product_product product ON product.id = quant.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE place.parent_path LIKE %(path)s AND place.company_id = %(company)s
           AND place.usage = 'internal' AND template.tracking = 'none'
      GROUP BY quant.product_id HAVING abs(COALESCE(SUM(quant.quantity), 0)) > 0.000001
        """,
        path=f"{count.location_id.parent_path}%",
        company=count.company_id.id,
    )


def count_totals(env, counts):
    """Copies expected and counted in whole inventories: ``{count id: (expected, counted)}``."""
    if not counts.ids:
        return {}
    _flush_quants(env)
    env["bookstore.count"].flush_model(["location_id", "company_id"])
    env["bookstore.count.scan"].flush_model(["count_id", "product_id", "quantity"])
    rows = env.execute_query(
        SQL(
            """
            SELECT inventory.id,
                   COALESCE((SELECT SUM(quant.quantity) FROM stock_quant quant
                               JOIN stock_location place ON place.id = quant.location_id
                               JOIN product_product product ON product.id = quant.product_id
                               JOIN product_template template
                                 ON template.id = product.product_tmpl_id
                              WHERE starts_with(place.parent_path, counted.parent_path)
                                AND place.company_id = inventory.company_id
                                AND place.usage = 'internal'
                                AND template.tracking = 'none'), 0)::float,
                   COALESCE((SELECT SUM(scan.quantity) FROM bookstore_count_scan scan
                              WHERE scan.count_id = inventory.id), 0)::float
              FROM bookstore_count inventory
              JOIN stock_location counted ON counted.id = inventory.location_id
             WHERE inventory.id IN %s
            """,
            tuple(counts.ids),
        )
    )
    return {count_id: (expected, counted) for count_id, expected, counted in rows}


def counted_copies(env, count):
    """Copies counted so far, by everyone."""
    env["bookstore.count.scan"].flush_model(["count_id", "quantity"])
    ((copies,),) = env.execute_query(
        SQL(
            "SELECT COALESCE(SUM(quantity), 0)::float FROM bookstore_count_scan"
            " WHERE count_id = %s",
            count.id,
        )
    )
    return copies


def count_progress(env, count, product_ids):
    """Copies of some titles expected and counted: ``{product id: (expected, counted)}``."""
    _flush_quants(env)
    env["bookstore.count.scan"].flush_model(["count_id", "product_id", "quantity"])
    rows = env.execute_query(
        SQL(
            """
            SELECT title.id,
                   COALESCE((SELECT SUM(quant.quantity) FROM stock_quant quant
                               JOIN stock_location place ON place.id = quant.location_id
                              WHERE quant.product_id = title.id AND place.parent_path LIKE %(path)s
                                AND place.usage = 'internal'), 0)::float,
                   COALESCE((SELECT SUM(scan.quantity) FROM bookstore_count_scan scan
                              WHERE scan.product_id = title.id AND scan.count_id = %(count)s), 0)::float
              FROM unnest(%(products)s) AS title(id)
            """,
            path=f"{count.location_id.parent_path}%",
            count=count.id,
            products=list(product_ids),
        )
    )
    return {product_id: (expected, counted) for product_id, expected, counted in rows}


def titles_left_to_count(env, count, limit):
    """Titles of the place counted less than expected, fullest first: ids."""
    _flush_quants(env)
    rows = env.execute_query(
        SQL(
            """
            SELECT stock.product_id FROM (%(theory)s) stock
         LEFT JOIN (SELECT product_id, SUM(quantity) AS quantity FROM bookstore_count_scan
                     WHERE count_id = %(count)s GROUP BY product_id) scan
                ON scan.product_id = stock.product_id
             WHERE stock.quantity - COALESCE(scan.quantity, 0) > 0.000001
          ORDER BY stock.quantity - COALESCE(scan.quantity, 0) DESC, stock.product_id
             LIMIT %(limit)s
            """,
            theory=_theory(count),
            count=count.id,
            limit=limit,
        )
    )
    return [product_id for (product_id,) in rows]


def titles_short_at_sale_points(env, companies):
    """Template ids with nothing at a sale point and some elsewhere (B138)."""
    _flush_quants(env)
    env["stock.location"].flush_model(["bookstore_use"])
    rows = env.execute_query(
        SQL(
            """
            SELECT product.product_tmpl_id
              FROM stock_quant quant
              JOIN stock_location place ON place.id = quant.location_id
              JOIN product_product product ON product.id = quant.product_id
             WHERE place.usage = 'internal' AND place.company_id IN %s
          GROUP BY product.product_tmpl_id
            HAVING COALESCE(SUM(quant.quantity) FILTER (
                       WHERE place.bookstore_use = 'sale_point'), 0) <= 0
               AND COALESCE(SUM(quant.quantity) FILTER (
                       WHERE place.bookstore_use IS DISTINCT FROM 'sale_point'
                         AND place.bookstore_use IS DISTINCT FROM 'missing'), 0) > 0
            """,
            tuple(companies.ids),
        )
    )
    return [template_id for (template_id,) in rows]


def uninteresting_titles_in_stock(env, companies):
    """Template ids of titles said to be of no interest, of which some copy is left (B132).

    What the bookshop never handled is no title of its, however many are in stock.
    """
    _flush_quants(env)
    env["product.template"].flush_model(["bookstore_interesting"])
    env["bookstore.parcel.line"].flush_model(["product_id"])
    rows = env.execute_query(
        SQL(
            """
            SELECT template.id
              FROM product_template template
              JOIN product_product product ON product.product_tmpl_id = template.id
              JOIN stock_quant quant ON quant.product_id = product.id
              JOIN stock_location place ON place.id = quant.location_id
             WHERE template.bookstore_interesting IS NOT TRUE
               AND (EXISTS (SELECT 1 FROM bookstore_parcel_line line
                             WHERE line.product_id = product.id)
                    OR EXISTS (SELECT 1 FROM bookstore_allocation allocation
                                WHERE allocation.product_id = product.id))
               AND place.usage = 'internal' AND place.company_id IN %s
          GROUP BY template.id HAVING SUM(quant.quantity) <> 0
            """,
            tuple(companies.ids),
        )
    )
    return [template_id for (template_id,) in rows]


def last_entries(env, companies, product_ids):
    """Last entry of each title and what was sold since.

    :returns: ``{product id: (date, quantity, move id, sold since)}``
    """
    if not product_ids:
        return {}
    env["stock.move"].flush_model(["state", "product_id", "date", "quantity", "bookstore_kind"])
    rows = env.execute_query(
        SQL(
            """
            WITH movement AS (
                SELECT move.id, move.product_id, move.date, move.quantity,
                       source.usage AS source, target.usage AS target
                  FROM stock_move move
                  JOIN stock_location source ON source.id = move.location_id
                  JOIN stock_location target ON target.id = move.location_dest_id
                 WHERE move.state = 'done' AND move.product_id IN %(products)s
                   AND move.company_id IN %(companies)s
                   AND COALESCE(move.bookstore_kind, '') != 'ownership'
            ), entry AS (
                SELECT DISTINCT ON (product_id) * FROM movement
                 WHERE target IN ('internal', 'transit')
                   AND source NOT IN ('internal', 'transit', 'customer')
              ORDER BY product_id, date DESC, id DESC
            )
            SELECT entry.product_id, entry.date, entry.quantity::float, entry.id,
                   COALESCE(SUM(CASE WHEN movement.target = 'customer' THEN movement.quantity
                                     ELSE -movement.quantity END), 0)::float
              FROM entry
         LEFT JOIN movement ON movement.product_id = entry.product_id
               AND movement.date >= entry.date
               AND (movement.target = 'customer') != (movement.source = 'customer')
          GROUP BY 1, 2, 3, 4
            """,
            products=tuple(product_ids),
            companies=tuple(companies.ids),
        )
    )
    return {row[0]: row[1:] for row in rows}


def broken_ledgers(env, company):
    """Where an owner's journal and its stock disagree (invariant I3).

    :returns: list of ``(product id, owner id, journal, stock)``
    """
    _flush_quants(env)
    env["bookstore.allocation"].flush_model(_LEDGER_FIELDS)
    return env.execute_query(
        SQL(
            """
            WITH journal AS (
                SELECT product_id, owner_id, SUM(signed_quantity)::float AS quantity
                  FROM bookstore_allocation
                 WHERE company_id = %(company)s AND state = 'decided' AND owner_id != %(firm)s
              GROUP BY 1, 2
            ), stock AS (
                SELECT quant.product_id, quant.owner_id, COALESCE(SUM(quant.quantity), 0)::float AS quantity
                  FROM stock_quant quant
                  JOIN stock_location place ON place.id = quant.location_id
                  JOIN product_product product ON product.id = quant.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                 WHERE place.company_id = %(company)s AND place.usage IN ('internal', 'transit')
                   AND quant.owner_id IS NOT NULL
                   AND quant.owner_id NOT IN (%(firm)s, %(undecided)s)
                   AND template.tracking = 'none'
              GROUP BY 1, 2
            )
            SELECT COALESCE(journal.product_id, stock.product_id),
                   COALESCE(journal.owner_id, stock.owner_id),
                   COALESCE(journal.quantity, 0), COALESCE(stock.quantity, 0)
              FROM journal FULL JOIN stock
                ON stock.product_id = journal.product_id AND stock.owner_id = journal.owner_id
             WHERE abs(COALESCE(journal.quantity, 0) - COALESCE(stock.quantity, 0)) > 0.000001
            """,
            company=company.id,
            firm=company.partner_id.id,
            undecided=company.bookstore_undecided_partner_id.id,
        )
    )


def broken_undecided(env, company):
    """Where undecided stock and undecided exits disagree (invariant I2).

    :returns: list of ``(product id, undecided stock, exits waiting)``
    """
    _flush_quants(env)
    env["bookstore.allocation"].flush_model(_LEDGER_FIELDS)
    return env.execute_query(
        SQL(
            """
            WITH waiting AS (
                SELECT product_id, SUM(quantity)::float AS quantity FROM bookstore_allocation
                 WHERE company_id = %(company)s AND state = 'pending' GROUP BY 1
            ), stock AS (
                SELECT quant.product_id, COALESCE(SUM(quant.quantity), 0)::float AS quantity
                  FROM stock_quant quant
                  JOIN stock_location place ON place.id = quant.location_id
                 WHERE place.company_id = %(company)s AND place.usage IN ('internal', 'transit')
                   AND quant.owner_id = %(undecided)s GROUP BY 1
            )
            SELECT COALESCE(waiting.product_id, stock.product_id),
                   COALESCE(stock.quantity, 0), COALESCE(waiting.quantity, 0)
              FROM waiting FULL JOIN stock ON stock.product_id = waiting.product_id
             WHERE abs(COALESCE(stock.quantity, 0) + COALESCE(waiting.quantity, 0)) > 0.000001
            """,
            company=company.id,
            undecided=company.bookstore_undecided_partner_id.id,
        )
    )


def broken_places(env, company):
    """Where the stock of a place is not the sum of its movements (invariant I1).

    :returns: list of ``(product id, location id, stock, movements)``
    """
    _flush_quants(env)
    env["stock.move.line"].flush_model()
    return env.execute_query(
        SQL(
            """
            WITH title AS (
                SELECT DISTINCT product_id FROM bookstore_allocation WHERE company_id = %(company)s
            ), history AS (
                SELECT product_id, location_id, SUM(quantity)::float AS quantity FROM (
                    SELECT line.product_id, line.location_dest_id AS location_id,
                           line.quantity_product_uom AS quantity
                      FROM stock_move_line line JOIN title USING (product_id)
                     WHERE line.state = 'done'
                 UNION ALL
                    SELECT line.product_id, line.location_id, -line.quantity_product_uom
                      FROM stock_move_line line JOIN title USING (product_id)
                     WHERE line.state = 'done'
                ) movement GROUP BY 1, 2
            ), stock AS (
                SELECT quant.product_id, quant.location_id, COALESCE(SUM(quant.quantity), 0)::float AS quantity
                  FROM stock_quant quant JOIN title USING (product_id) GROUP BY 1, 2
            )
            SELECT COALESCE(stock.product_id, history.product_id), place.id,
                   COALESCE(stock.quantity, 0), COALESCE(history.quantity, 0)
              FROM stock FULL JOIN history ON history.product_id = stock.product_id
                                          AND history.location_id = stock.location_id
              JOIN stock_location place
                ON place.id = COALESCE(stock.location_id, history.location_id)
             WHERE place.company_id = %(company)s AND place.usage IN ('internal', 'transit')
               AND abs(COALESCE(stock.quantity, 0) - COALESCE(history.quantity, 0)) > 0.000001
            """,
            company=company.id,
        )
    )


def broken_statements(env, company):
    """Statement lines whose figures are not the sum of their movements (invariant I4).

    :returns: list of ``(statement line id, stated, movements)``
    """
    env["bookstore.allocation"].flush_model(_LEDGER_FIELDS)
    env["bookstore.statement.line"].flush_model()
    return env.execute_query(
        SQL(
            """
            SELECT line.id, (line.received - line.returned - line.sold - line.gift - line.lost
                             + line.adjusted)::float,
                   COALESCE(SUM(allocation.signed_quantity), 0)::float
              FROM bookstore_statement_line line
              JOIN bookstore_statement statement ON statement.id = line.statement_id
         LEFT JOIN bookstore_allocation allocation ON allocation.statement_line_id = line.id
               AND allocation.owner_id = statement.partner_id
               AND allocation.product_id = line.product_id
             WHERE statement.company_id = %(company)s AND statement.state IN ('closed', 'billed')
          GROUP BY line.id
            HAVING abs(line.received - line.returned - line.sold - line.gift - line.lost
                       + line.adjusted - COALESCE(SUM(allocation.signed_quantity), 0)) > 0.000001
            """,
            company=company.id,
        )
    )


def altered_exits(env, company):
    """Movements whose copies no longer match what was attributed (invariant I5).

    :returns: list of ``(move id, copies moved, copies attributed)``
    """
    env["bookstore.allocation"].flush_model(["move_id", "quantity", "state", "company_id"])
    env["stock.move"].flush_model(["state", "quantity", "product_qty"])
    return env.execute_query(
        SQL(
            """
            SELECT move.id, SUM(DISTINCT moved.quantity)::float, SUM(abs(allocation.quantity))::float
              FROM bookstore_allocation allocation
              JOIN stock_move move ON move.id = allocation.move_id
              JOIN LATERAL (SELECT COALESCE(SUM(line.quantity_product_uom), 0) AS quantity
                              FROM stock_move_line line
                             WHERE line.move_id = move.id AND line.state = 'done') moved ON TRUE
             WHERE allocation.company_id = %(company)s AND allocation.is_original
          GROUP BY move.id
            HAVING abs(SUM(DISTINCT moved.quantity) - SUM(abs(allocation.quantity))) > 0.000001
                OR bool_or(move.state != 'done')
            """,
            company=company.id,
        )
    )
