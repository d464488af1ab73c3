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
