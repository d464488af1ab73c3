"""Rows that two transactions deciding about the same thing both write."""

from odoo.tools import SQL


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


def guard_inventories(env, company):
    """Make two inventories of one shop started at once exclude each other.

    A place and a shelf in it have no row in common; the shop's place of changed owners is one.
    """
    env.execute_query(
        SQL(
            "UPDATE stock_location SET write_date = write_date WHERE id = %s RETURNING id",
            company.bookstore_ownership_location_id.id,
        )
    )


def guard_record(env, record):
    """Make a concurrent scan into the same document fail, so that Odoo runs it again."""
    env.execute_query(
        SQL(
            "UPDATE %s SET write_date = write_date WHERE id = %s RETURNING id",
            SQL.identifier(record._table),
            record.id,
        )
    )


def guard_code(env, code):
    """Make two records of one code made at once exclude each other."""
    env.execute_query(
        SQL(
            """
            INSERT INTO bookstore_code_guard (name, version) VALUES (%s, 1)
            ON CONFLICT (name) DO UPDATE SET version = bookstore_code_guard.version + 1
              RETURNING id
            """,
            code,
        )
    )
