"""Rows that two transactions writing about the same ISBN both write."""

from odoo.tools import SQL


def guard_codes(env, names):
    """``guard_code`` of the bookshop, for many at once and always in one order."""
    if not names:
        return
    env.execute_query(
        SQL(
            """
            INSERT INTO bookstore_code_guard (name, version)
                 SELECT name, 1 FROM unnest(%s) AS name ORDER BY name
            ON CONFLICT (name) DO UPDATE SET version = bookstore_code_guard.version + 1
              RETURNING id
            """,
            sorted(set(names)),
        )
    )
