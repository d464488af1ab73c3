"""Rows that two transactions meet on, so that Odoo replays the second."""

from odoo.tools import SQL


def lock_entries(env, move_ids):
    """Wait for whoever sends these journal entries; PostgreSQL refuses what was sent meanwhile.

    Under REPEATABLE READ a row that changed since the snapshot gives a serialisation failure here,
    and Odoo replays the request.
    """
    env["account.move"].flush_model()
    env.cr.execute(
        SQL(
            "SELECT id FROM account_move WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            list(move_ids),
        )
    )


def claim_row(env, record):
    """Touch the row, so that Odoo replays the second of two transactions that do the same."""
    env.cr.execute(
        SQL(
            "UPDATE %s SET write_date = write_date WHERE id = %s",
            SQL.identifier(record._table),
            record.id,
        )
    )


def bump_versions(env, pairs):
    """Insert or move the version row of each (product id, warehouse id); pairs sorted."""
    env.cr.execute(
        SQL(
            """INSERT INTO rental_stock_lock (product_id, warehouse_id, seq) VALUES %s
               ON CONFLICT (product_id, warehouse_id)
               DO UPDATE SET seq = rental_stock_lock.seq + 1""",
            SQL(", ").join(SQL("(%s, %s, 1)", product, warehouse) for product, warehouse in pairs),
        )
    )
