"""Text and JSON columns of every table, whatever the ORM knows of them."""

from psycopg2.extras import Json

from odoo.tools import SQL

TEXTS = ("varchar", "text", "bpchar")
DOCUMENTS = ("json", "jsonb")


def read_columns(env, table=None):
    """``{table: {column: (type, whether it may be empty)}}``.

    :param table: this one alone
    """
    env.cr.execute(
        SQL(
            """SELECT c.table_name, c.column_name, c.udt_name, c.is_nullable = 'YES'
            FROM information_schema.columns c
            JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = current_schema AND t.table_type = 'BASE TABLE'
            AND c.udt_name IN %s AND %s ORDER BY c.table_name, c.ordinal_position""",
            (*TEXTS, *DOCUMENTS),
            SQL("c.table_name = %s", table) if table else SQL("TRUE"),
        )
    )
    found = {}
    for table, column, kind, optional in env.cr.fetchall():
        found.setdefault(table, {})[column] = (kind, optional)
    return found


def find_rows(env, table, columns, pattern, row_id=None):
    """``{id: {column: value}}`` of the rows in which one of the columns holds the pattern.

    :param row_id: look at this row alone
    """
    conditions = SQL(" OR ").join(
        SQL("%s::text ~* %s", SQL.identifier(name), pattern) for name in columns
    )
    names = SQL(", ").join(SQL.identifier(name) for name in columns)
    env.cr.execute(
        SQL(
            "SELECT id, %s FROM %s WHERE (%s) AND %s ORDER BY id",
            names,
            SQL.identifier(table),
            conditions,
            SQL("id = %s", row_id) if row_id else SQL("TRUE"),
        )
    )
    return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in env.cr.fetchall()}


def write_row(env, table, row_id, values):
    """Past the guards of the ORM: a proof, a snapshot or a finished document is not opened again,
    only the person leaves it.
    """
    pairs = SQL(", ").join(
        SQL("%s = %s", SQL.identifier(name), Json(v) if isinstance(v, dict | list) else v)
        for name, v in values.items()
    )
    env.cr.execute(SQL("UPDATE %s SET %s WHERE id = %s", SQL.identifier(table), pairs, row_id))


def empty_columns(env, table, columns, ids):
    pairs = SQL(", ").join(SQL("%s = NULL", SQL.identifier(name)) for name in columns)
    env.cr.execute(SQL("UPDATE %s SET %s WHERE id IN %s", SQL.identifier(table), pairs, tuple(ids)))
