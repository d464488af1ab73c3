"""The six rules of the nightly check: each query returns what breaks one."""

from odoo.tools import SQL

from .ledger import LEDGER_FIELDS
from .stock import flush_quants


def broken_ledgers(env, company):
    """Where an owner's journal and its stock disagree (invariant I3).

    :returns: list of ``(product id, owner id, journal, stock)``
    """
    flush_quants(env)
    env["bookstore.allocation"].flush_model(LEDGER_FIELDS)
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
    """Where undecided stock and what waits for a decision disagree (invariant I2).

    :returns: list of ``(product id, undecided stock, exits waiting)``
    """
    flush_quants(env)
    env["bookstore.allocation"].flush_model(LEDGER_FIELDS)
    return env.execute_query(
        SQL(
            """
            WITH waiting AS (
                SELECT product_id, -SUM(signed_quantity)::float AS quantity
                  FROM bookstore_allocation
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
    flush_quants(env)
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
    env["bookstore.allocation"].flush_model(LEDGER_FIELDS)
    env["bookstore.statement.line"].flush_model()
    env["product.product"].flush_model(["bookstore_merged_into_id"])
    return env.execute_query(
        SQL(
            """
            SELECT line.id, (line.received - line.returned - line.sold - line.gift - line.lost
                             + line.adjusted)::float,
                   COALESCE(SUM(allocation.signed_quantity), 0)::float
              FROM bookstore_statement_line line
              JOIN bookstore_statement statement ON statement.id = line.statement_id
              JOIN product_product title ON title.id = line.product_id
         LEFT JOIN bookstore_allocation allocation ON allocation.statement_line_id = line.id
               AND allocation.owner_id = statement.partner_id
               AND allocation.product_id IN (line.product_id, title.bookstore_merged_into_id)
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


def broken_owners(env, company):
    """Owners below zero whom no open alert tells of, more undecided copies than were found (I6).

    :returns: list of ``(product id, owner id, stock)``
    """
    flush_quants(env)
    env["bookstore.allocation"].flush_model(LEDGER_FIELDS)
    env["bookstore.alert"].flush_model(["state", "kind", "product_id", "company_id"])
    return env.execute_query(
        SQL(
            """
            WITH stock AS (
                SELECT quant.product_id, COALESCE(quant.owner_id, %(firm)s) AS owner_id,
                       SUM(quant.quantity)::float AS quantity
                  FROM stock_quant quant
                  JOIN stock_location place ON place.id = quant.location_id
                 WHERE place.company_id = %(company)s AND place.usage IN ('internal', 'transit')
                   AND quant.product_id IN (SELECT product_id FROM bookstore_allocation
                                             WHERE company_id = %(company)s)
              GROUP BY 1, 2
            )
            SELECT product_id, owner_id, quantity FROM stock
             WHERE owner_id = %(undecided)s
                   AND quantity > 0.000001 + (SELECT COALESCE(SUM(entry.quantity), 0)
                                                FROM bookstore_allocation entry
                                               WHERE entry.product_id = stock.product_id
                                                 AND entry.company_id = %(company)s
                                                 AND entry.state = 'pending'
                                                 AND entry.kind = 'irregular_in')
                OR owner_id != %(undecided)s AND quantity < -0.000001
                   AND NOT EXISTS (SELECT 1 FROM bookstore_alert alert
                                    WHERE alert.product_id = stock.product_id
                                      AND alert.company_id = %(company)s
                                      AND alert.kind = 'negative' AND alert.state = 'open')
            """,
            company=company.id,
            firm=company.partner_id.id,
            undecided=company.bookstore_undecided_partner_id.id,
        )
    )


def broken_waiting(env, company):
    """Journal entries that can neither be decided nor excluded (invariant I6).

    :returns: list of ``(allocation id, product id, copies)``
    """
    env["bookstore.allocation"].flush_model(LEDGER_FIELDS)
    return env.execute_query(
        SQL(
            "SELECT id, product_id, quantity::float FROM bookstore_allocation"
            " WHERE company_id = %s AND state = 'pending' AND quantity < 0",
            company.id,
        )
    )
