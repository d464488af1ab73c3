"""Which invoices open cases are about: one query, whatever their number."""

from odoo.tools import SQL

_TABLES = {
    "tech.case": ("state", "kind", "invoice_id", "order_id", "commercial_partner_id"),
    "tech.case.line": ("case_id", "invoice_line_id", "sale_line_id"),
    "account.move": (
        *("state", "move_type", "commercial_partner_id"),
        *("tech_case_id", "reversed_entry_id"),
    ),
    "account.move.line": ("move_id", "sale_line_ids"),
}


def get_holds(env, open_states, move_ids=None, case_ids=None):
    """Return ``[(invoice id, case id, whether the case is open)]``.

    A case holds the invoices that it or its products name. What it says of an order alone holds its
    invoices when it is more than a question. A case that is closed holds the invoice as long as its
    credit note waits to be posted.

    :param move_ids: None: of all invoices
    :param case_ids: None: of all cases
    """
    for model, names in _TABLES.items():
        env[model].flush_model(names)
    return env.execute_query(
        SQL(
            """
            WITH ordered AS (
                SELECT line.case_id, line.sale_line_id
                  FROM tech_case_line line
                 WHERE line.sale_line_id IS NOT NULL AND line.invoice_line_id IS NULL
                 UNION
                SELECT one.id, sold.id
                  FROM tech_case one
                  JOIN sale_order_line sold ON sold.order_id = one.order_id
                 WHERE one.invoice_id IS NULL
                   AND NOT EXISTS (SELECT FROM tech_case_line line WHERE line.case_id = one.id)
            ), about AS (
                SELECT one.id AS case_id, one.invoice_id AS move_id, TRUE AS named
                  FROM tech_case one WHERE one.invoice_id IS NOT NULL
                 UNION
                SELECT line.case_id, source.move_id, TRUE
                  FROM tech_case_line line
                  JOIN account_move_line source ON source.id = line.invoice_line_id
                 UNION
                SELECT ordered.case_id, source.move_id, FALSE
                  FROM ordered
                  JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = ordered.sale_line_id
                  JOIN account_move_line source ON source.id = rel.invoice_line_id
            ), found AS (
                SELECT about.move_id, one.id AS case_id, TRUE AS is_open
                  FROM about
                  JOIN tech_case one ON one.id = about.case_id
                 WHERE one.state = ANY(%(open)s) AND (about.named OR one.kind != 'support')
                 UNION
                SELECT credit.reversed_entry_id, credit.tech_case_id, one.state = ANY(%(open)s)
                  FROM account_move credit
                  JOIN tech_case one ON one.id = credit.tech_case_id
                 WHERE credit.state = 'draft' AND credit.reversed_entry_id IS NOT NULL
            )
            SELECT move.id, one.id, bool_or(found.is_open)
              FROM found
              JOIN tech_case one ON one.id = found.case_id
              JOIN account_move move ON move.id = found.move_id
             WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
               AND (one.commercial_partner_id IS NULL
                    OR one.commercial_partner_id = move.commercial_partner_id)
               AND (%(moves)s::int[] IS NULL OR move.id = ANY(%(moves)s))
               AND (%(cases)s::int[] IS NULL OR one.id = ANY(%(cases)s))
          GROUP BY move.id, one.id
          ORDER BY one.id
            """,
            open=list(open_states),
            moves=move_ids,
            cases=case_ids,
        )
    )
