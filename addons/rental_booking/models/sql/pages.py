"""One page of a long list and its length, without looking twice."""

from odoo.tools import SQL


def page(env, query):
    """([id] of the page that ``query`` asks for, how many records match in all).

    Beyond the last page nothing is known of the length: ([], 0).
    """
    if query.is_empty():
        return [], 0
    own = SQL.identifier(query.table, "id")
    rows = env.execute_query(query.select(own, SQL("count(*) OVER ()")))
    return [record_id for record_id, _total in rows], rows[0][1] if rows else 0
