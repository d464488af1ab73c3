"""Gives the last release's database a row in every state that its demo data does not show.

A demo shows a business on a good day: nothing is refused, broken or half done. A real database has it all,
and migrations meet it. Rows are copied in SQL, past every rule of the models, as years of use leave them.
"""

from .console import Failure

STATES = """
SELECT replace(m.model, '.', '_'), f.name, s.value
FROM ir_model_fields f
JOIN ir_model m ON m.id = f.model_id
JOIN ir_model_fields_selection s ON s.field_id = f.id
JOIN ir_model_data d ON d.model = 'ir.model.fields' AND d.res_id = f.id AND d.module IN ({modules})
WHERE f.store AND NOT m.transient AND f.name LIKE '%state%'
ORDER BY 1, 2, 3
"""
COLUMNS = """
SELECT a.attname, a.attnotnull, format_type(a.atttypid, NULL), coalesce(r.relname, '')
FROM pg_attribute a
LEFT JOIN pg_constraint c ON c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum]
LEFT JOIN pg_class r ON r.oid = c.confrelid
WHERE a.attrelid = '"{table}"'::regclass AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attgenerated = '' AND a.attname <> 'id'
"""
EMPTY = {
    "boolean": "FALSE",
    "jsonb": "'{}'",
    "date": "CURRENT_DATE",
    "timestamp without time zone": "now()",
}


def _first_value(required, kind, points_to):
    """What a column of a first row holds."""
    if points_to:
        return f'(SELECT min(id) FROM "{points_to}")' if required else "NULL"
    if not required:
        return "NULL"
    return EMPTY.get(kind, "'1'")


def _insert(ask, table, field, value):
    columns = [line.split("|") for line in ask(COLUMNS.format(table=table))]
    names = ", ".join(f'"{name}"' for name, *_ in columns)
    if int(ask(f'SELECT count(*) FROM "{table}"')[0]):
        values = [f"'{value}'" if name == field else f'"{name}"' for name, *_ in columns]
        source = f'FROM "{table}" ORDER BY id DESC LIMIT 1'
    else:
        values = [
            f"'{value}'" if name == field else _first_value(required == "t", kind, points_to)
            for name, required, kind, points_to in columns
        ]
        source = ""
    ask(f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} {source}')


def _move(ask, table, field, value):
    """Where a copy is forbidden: a row of a state that has several goes over."""
    moved = ask(
        f"""UPDATE "{table}" SET "{field}" = '{value}' WHERE id = (
            SELECT max(id) FROM "{table}" WHERE "{field}" IS NULL OR "{field}" IN (
                SELECT "{field}" FROM "{table}" GROUP BY "{field}" HAVING count(*) > 1
            )) RETURNING id"""
    )
    if not moved:
        raise Failure("no row can go over")


def fill(ask, modules, tables):
    """Add the missing states; what a unique rule of the database forbids is left out.

    :param ask: runs a statement, answers its lines
    :return: (number of states added, those that could not be)
    """
    added, refused = 0, []
    for line in ask(STATES.format(modules=modules)):
        table, field, value = line.split("|")
        if table not in tables or int(
            ask(f'SELECT count(*) FROM "{table}" WHERE "{field}" = \'{value}\'')[0]
        ):
            continue
        if _try(_insert, ask, table, field, value) or _try(_move, ask, table, field, value):
            added += 1
        else:
            refused.append(f"{table}.{field} = {value}")
    return added, refused


def _try(step, ask, *words):
    try:
        step(ask, *words)
    except Failure:
        return False
    return True
