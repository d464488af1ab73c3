"""Rows that make two transactions deciding about the same thing meet."""

from odoo.tools import SQL


def take_rows(env, table, ids):
    """Wait for the rows, then write them without changing anything."""
    values = {"table": SQL.identifier(table), "ids": tuple(ids)}
    env.cr.execute(
        SQL("SELECT id FROM %(table)s WHERE id IN %(ids)s ORDER BY id FOR NO KEY UPDATE", **values)
    )
    env.cr.execute(
        SQL("UPDATE %(table)s SET write_date = write_date WHERE id IN %(ids)s", **values)
    )


def bump_rows(env, table, column, ids):
    """Raise a version column of the rows, in the order of their ids."""
    values = {"table": SQL.identifier(table), "ids": tuple(ids)}
    env.cr.execute(
        SQL("SELECT id FROM %(table)s WHERE id IN %(ids)s ORDER BY id FOR NO KEY UPDATE", **values)
    )
    env.cr.execute(
        SQL(
            "UPDATE %(table)s SET %(column)s = COALESCE(%(column)s, 0) + 1 WHERE id IN %(ids)s",
            column=SQL.identifier(column),
            **values,
        )
    )


def bump_keys(env, table, key_columns, version, rows):
    """Insert or raise the version row of each key; ``rows`` are sorted tuples of the key."""
    columns = SQL(", ").join(SQL.identifier(name) for name in key_columns)
    env.cr.execute(
        SQL(
            """INSERT INTO %(table)s (%(columns)s, %(version)s) VALUES %(rows)s
               ON CONFLICT (%(columns)s)
               DO UPDATE SET %(version)s = COALESCE(%(table)s.%(version)s, 0) + 1""",
            table=SQL.identifier(table),
            columns=columns,
            version=SQL.identifier(version),
            rows=SQL(", ").join(SQL("%s", (*row, 1)) for row in rows),
        )
    )
