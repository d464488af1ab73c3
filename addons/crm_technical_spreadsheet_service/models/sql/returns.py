"""What was delivered and what came to after-sales: one row a delivery, one a product of a case."""

from odoo.tools import SQL


def returns():
    """Deliveries count on their day, products of cases on the day the case was opened. What a case
    sent is no sale, what came back and was given back was sold before; what was rejected, and
    cancelled cases, do not count. As *Return Rates* count."""
    return SQL(
        """
    SELECT piece.id * 2 AS id, piece.date, piece.product_id, variant.product_tmpl_id,
           template.categ_id, entity.id AS partner_id, piece.company_id,
           piece.quantity_product_uom::float8 AS sold, 0::float8 AS returned,
           NULL::float8 AS return_rate, NULL::int AS case_id, NULL::int AS reason_id
      FROM stock_move_line piece
      JOIN stock_move move ON move.id = piece.move_id
      JOIN stock_location source ON source.id = piece.location_id
      JOIN stock_location target ON target.id = piece.location_dest_id
      JOIN product_product variant ON variant.id = piece.product_id
      JOIN product_template template ON template.id = variant.product_tmpl_id
 LEFT JOIN stock_move back ON back.id = move.origin_returned_move_id
 LEFT JOIN stock_location held ON held.id = back.location_id
 LEFT JOIN stock_picking picking ON picking.id = piece.picking_id
 LEFT JOIN res_partner customer ON customer.id = picking.partner_id
 LEFT JOIN res_partner entity ON entity.id = customer.commercial_partner_id
     WHERE piece.state = 'done' AND target.usage = 'customer' AND source.usage != 'customer'
       AND move.tech_case_line_id IS NULL AND held.usage IS DISTINCT FROM 'customer'
 UNION ALL
    SELECT line.id * 2 + 1, line.opened_on, line.product_id, variant.product_tmpl_id,
           template.categ_id, own.commercial_partner_id, line.company_id,
           0, line.quantity::float8, NULL, line.case_id, line.reason_id
      FROM tech_case_line line
      JOIN tech_case own ON own.id = line.case_id
      JOIN product_product variant ON variant.id = line.product_id
      JOIN product_template template ON template.id = variant.product_tmpl_id
     WHERE own.state != 'cancelled' AND line.decision IS DISTINCT FROM 'reject'"""
    )


def rate(returned, sold, least):
    """Return the aggregate of what came back in percent of what was delivered: of fewer than
    ``least`` none is told; more than was delivered in the period is all of it."""
    return SQL(
        "CASE WHEN SUM(%(sold)s) >= %(least)s THEN"
        " 100.0 * LEAST(SUM(%(returned)s), SUM(%(sold)s)) / NULLIF(SUM(%(sold)s), 0) END",
        sold=sold,
        returned=returned,
        least=least,
    )
