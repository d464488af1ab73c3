"""What the workshop did: one row an after-sales ticket, how long it took and what it cost."""

from odoo.tools import SQL


def tickets():
    """Of a ticket that is open, the days until now; a unit is away from when it was found broken."""
    return SQL(
        """SELECT ticket.id, ticket.id AS repair_id, ticket.product_id, template.categ_id,
                  ticket.lot_id, ticket.rental_warehouse_id AS warehouse_id,
                  ticket.company_id, company.currency_id,
                  ticket.rental_ticket_state AS state, ticket.rental_resolution AS resolution,
                  life.opened_on, life.closed_on,
                  ticket.rental_expected_end AS expected_end,
                  open.is_open,
                  open.is_open AND coalesce(
                      ticket.rental_expected_end < now() AT TIME ZONE 'UTC', FALSE) AS is_overdue,
                  CASE WHEN open.is_open THEN ticket.product_qty ELSE 0 END AS units_away,
                  CASE WHEN open.is_open OR life.closed_on IS NOT NULL THEN extract(
                      epoch FROM coalesce(life.closed_on, now() AT TIME ZONE 'UTC')
                      - life.opened_on) / 86400 END AS days,
                  cost.parts + cost.lost AS cost,
                  coalesce(ticket.rental_charge, 0) AS charged
             FROM repair_order ticket
             JOIN res_company company ON company.id = ticket.company_id
             JOIN product_product product ON product.id = ticket.product_id
             JOIN product_template template ON template.id = product.product_tmpl_id
        LEFT JOIN (%(away)s) away ON away.repair_id = ticket.id
        LEFT JOIN (%(closed)s) closed ON closed.repair_id = ticket.id
        LEFT JOIN (%(parts)s) parts ON parts.repair_id = ticket.id
            CROSS JOIN LATERAL (
                SELECT ticket.rental_ticket_state IS DISTINCT FROM 'closed' AS is_open) open
            CROSS JOIN LATERAL (
                SELECT coalesce(away.date, ticket.create_date) AS opened_on,
                       CASE WHEN NOT open.is_open THEN closed.date END AS closed_on) life
            CROSS JOIN LATERAL (
                SELECT coalesce(parts.cost, 0) AS parts,
                       CASE WHEN NOT open.is_open
                             AND ticket.rental_resolution IN ('replaced_new', 'written_off')
                            THEN ticket.product_qty * coalesce(
                                nullif((product.standard_price ->> company.id::text)::float, 0),
                                template.rental_replacement_price::float, 0)
                            ELSE 0 END AS lost) cost
            WHERE ticket.is_rental_ticket""",
        away=_away(),
        closed=_closed(),
        parts=_parts(),
    )


def _away():
    return SQL(
        """SELECT row.repair_id, min(row.date_start) AS date
             FROM rental_occupation row
            WHERE row.repair_id IS NOT NULL AND row.kind = 'sav'
         GROUP BY row.repair_id"""
    )


def _closed():
    return SQL(
        """SELECT step.repair_id, max(step.date) AS date
             FROM rental_history step
            WHERE step.repair_id IS NOT NULL AND step.target = 'closed'
         GROUP BY step.repair_id"""
    )


def _parts():
    """What was fitted, at what it costs."""
    return SQL(
        """SELECT move.repair_id, sum(move.quantity * typed.factor / own.factor
                      * (part.standard_price ->> move.company_id::text)::float) AS cost
             FROM stock_move move
             JOIN product_product part ON part.id = move.product_id
             JOIN product_template template ON template.id = part.product_tmpl_id
             JOIN uom_uom own ON own.id = template.uom_id
             JOIN uom_uom typed ON typed.id = move.product_uom
            WHERE move.repair_id IS NOT NULL AND move.repair_line_type = 'add'
              AND move.state = 'done'
         GROUP BY move.repair_id"""
    )
