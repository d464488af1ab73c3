"""The journal of copies by owner, and what statements take from it."""

from collections import defaultdict

from odoo.tools import SQL


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


def title_holders(env, company, product_id):
    """Distributors that ever entrusted a title, or have it in their deposit: partner ids."""
    env["bookstore.allocation"].flush_model(["product_id", "company_id", "owner_id"])
    env["bookstore.deposit.line"].flush_model(["product_id", "company_id", "deposit_id"])
    rows = env.execute_query(
        SQL(
            """
            SELECT owner_id FROM bookstore_allocation
             WHERE product_id = %(product)s AND company_id = %(company)s AND owner_id IS NOT NULL
             UNION
            SELECT deposit.partner_id FROM bookstore_deposit_line line
              JOIN bookstore_deposit deposit ON deposit.id = line.deposit_id
             WHERE line.product_id = %(product)s AND line.company_id = %(company)s
            """,
            product=product_id,
            company=company.id,
        )
    )
    return [owner_id for (owner_id,) in rows]


def had_own_copies(env, company, product_id):
    """Whether copies of a title were ever moved as the shop's own, journal or none."""
    env["stock.move"].flush_model(
        ["product_id", "company_id", "state", "restrict_partner_id", "bookstore_kind"]
    )
    return bool(
        env.execute_query(
            SQL(
                """
                SELECT 1 FROM stock_move
                 WHERE product_id IN (SELECT id FROM product_product
                                       WHERE id = %s OR bookstore_merged_into_id = %s)
                   AND company_id = %s AND state = 'done'
                   AND restrict_partner_id IS NULL
                   AND bookstore_kind IS DISTINCT FROM 'ownership'
                 LIMIT 1
                """,
                product_id,
                product_id,
                company.id,
            )
        )
    )


def found_copies(env, company, product_ids):
    """Copies found of which nobody said yet whose they are: ``{product id: copies}``."""
    if not product_ids:
        return {}
    env["bookstore.allocation"].flush_model(["product_id", "company_id", "state", "kind"])
    return dict(
        env.execute_query(
            SQL(
                """
                SELECT product_id, SUM(quantity)::float FROM bookstore_allocation
                 WHERE company_id = %s AND product_id IN %s AND state = 'pending'
                   AND kind = 'irregular_in'
              GROUP BY 1
                """,
                company.id,
                tuple(product_ids),
            )
        )
    )


def waiting_copies(env, company, product_ids):
    """Copies that wait for a decision, with known possible owners or without.

    While found copies of a title wait, a copy sold may be one of them: the stock had it.

    :returns: list of ``(product id, have possible owners, copies)``
    """
    if not product_ids:
        return []
    env["bookstore.allocation"].flush_model(
        ["product_id", "company_id", "state", "quantity", "kind"]
    )
    return env.execute_query(
        SQL(
            """
            SELECT product_id,
                   EXISTS (SELECT 1 FROM bookstore_allocation_candidate_rel rel
                            WHERE rel.allocation_id = entry.id)
                   OR EXISTS (SELECT 1 FROM bookstore_allocation found
                               WHERE found.product_id = entry.product_id
                                 AND found.company_id = entry.company_id
                                 AND found.state = 'pending' AND found.kind = 'irregular_in'),
                   SUM(quantity)::float
              FROM bookstore_allocation entry
             WHERE company_id = %s AND product_id IN %s AND state = 'pending'
          GROUP BY 1, 2
            """,
            company.id,
            tuple(product_ids),
        )
    )


def deposit_terms(env, company, owner_ids, product_ids):
    """What is agreed with each owner for each title.

    :returns: ``{(product id, owner id): [discount, losses are paid]}``, owners with a deposit only
    """
    if not owner_ids or not product_ids:
        return {}
    env["bookstore.deposit"].flush_model(["partner_id", "discount", "bill_losses", "active"])
    env["bookstore.deposit.line"].flush_model(["product_id", "discount", "has_own_discount"])
    rows = env.execute_query(
        SQL(
            """
            SELECT title.id, deposit.partner_id,
                   COALESCE(line.discount, deposit.discount, 0), COALESCE(deposit.bill_losses, FALSE)
              FROM bookstore_deposit deposit
        CROSS JOIN unnest(%(products)s) AS title(id)
         LEFT JOIN bookstore_deposit_line line
                ON line.deposit_id = deposit.id AND line.product_id = title.id
               AND line.has_own_discount
             WHERE deposit.company_id = %(company)s AND deposit.active
               AND deposit.partner_id IN %(owners)s
            """,
            products=sorted(set(product_ids)),
            company=company.id,
            owners=tuple(owner_ids),
        )
    )
    return {
        (product_id, owner_id): [discount, bill_losses]
        for product_id, owner_id, discount, bill_losses in rows
    }


LEDGER_FIELDS = [
    "company_id",
    "owner_id",
    "product_id",
    "state",
    "statement_line_id",
    "signed_quantity",
    "quantity",
    "kind",
    "price_excluded",
    "public_price",
    "date",
    "discount",
    "is_owed",
    "tax_key",
]


def ledger_figures(env, company, owner):
    """What happened to each title of one owner: already stated, and since.

    :returns: dicts with ``product_id``, ``initial``, ``received``, ``returned``, ``sold``,
        ``gift``, ``lost``, ``adjusted``, ``is_open``: movements nobody was told about yet,
        even when they make up for each other
    """
    env["bookstore.allocation"].flush_model(LEDGER_FIELDS)
    names = (
        "product_id",
        "initial",
        "received",
        "returned",
        "sold",
        "gift",
        "lost",
        "adjusted",
        "is_open",
    )
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


def open_exits(env, company, owner):
    """Decided exits nobody was told about yet, to be paid: by title, price and terms of the day.

    :returns: ``{product id: [(quantity, public price excluding VAT, discount, tax key)]}``
    """
    env["bookstore.allocation"].flush_model(LEDGER_FIELDS)
    sales = defaultdict(list)
    for product_id, price, discount, tax_key, quantity in env.execute_query(
        SQL(
            """
            SELECT product_id, price_excluded::float, COALESCE(discount, 0)::float,
                   COALESCE(tax_key, ''), SUM(quantity)::float
              FROM bookstore_allocation
             WHERE company_id = %(company)s AND owner_id = %(owner)s AND state = 'decided'
               AND statement_line_id IS NULL AND is_owed
          GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            """,
            company=company.id,
            owner=owner.id,
        )
    ):
        sales[product_id].append((quantity, price, discount, tax_key))
    return sales


def receipts_by_title(env, company, owner, product_ids):
    """``{product id: [(date, quantity received)]}`` of one owner, for the length of stay."""
    receipts = defaultdict(list)
    if not product_ids:
        return receipts
    env["bookstore.allocation"].flush_model(LEDGER_FIELDS)
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
    env["bookstore.allocation"].flush_model(LEDGER_FIELDS)
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
