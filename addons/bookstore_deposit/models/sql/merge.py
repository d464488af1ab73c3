"""Records of one book made one: who else is at them, what points where, what happened since."""

from odoo.tools import SQL

from .guards import guard_titles


def guard_merge(env, company, product_ids):
    """Make a concurrent merge, sale or decision of these titles fail, so that Odoo runs it again.

    Every movement reads the lock of its place and of those around it; the outermost ones are
    written here. A sale that was first is seen by the second run, one that comes later starts
    over and finds the title that stands for the merged ones.
    """
    guard_titles(env, company, sorted(product_ids))
    env.execute_query(
        SQL(
            """
            UPDATE stock_location SET write_date = write_date
             WHERE id IN (SELECT split_part(parent_path, '/', 1)::int FROM stock_location
                           WHERE company_id = %s AND usage IN ('internal', 'transit'))
         RETURNING id
            """,
            company.id,
        )
    )
    env.execute_query(
        SQL(
            "UPDATE product_product SET write_date = write_date WHERE id = ANY(%s) RETURNING id",
            sorted(product_ids),
        )
    )


def point_to(env, table, column, ids, target_id):
    """Let rows point to another record, and nothing else of them change.

    Prices, words and taxes of a line that was agreed stay what they are: no field is recomputed.
    """
    env.execute_query(
        SQL(
            "UPDATE %s SET %s = %s WHERE id = ANY(%s) RETURNING id",
            SQL.identifier(table),
            SQL.identifier(column),
            target_id,
            list(ids),
        )
    )


def happened_to_titles(env, product_ids):
    """A fingerprint of all that moved or was decided of these titles: equal when nothing did."""
    env["stock.move.line"].flush_model(["product_id", "state", "quantity"])
    env["bookstore.allocation"].flush_model()
    ((text,),) = env.execute_query(
        SQL(
            """
            SELECT concat_ws(' ',
                   (SELECT concat(COUNT(*), '/', MAX(id)) FROM stock_move_line
                     WHERE product_id = ANY(%(products)s) AND state = 'done'),
                   (SELECT md5(string_agg(concat_ws(',', id, product_id, state, owner_id,
                                                    statement_line_id, quantity,
                                                    reversed_quantity), ';' ORDER BY id))
                      FROM bookstore_allocation WHERE product_id = ANY(%(products)s)))
            """,
            products=list(product_ids),
        )
    )
    return text
