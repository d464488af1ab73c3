"""Sales, what came back of them and how they were rated: one row a sold line, one a rating."""

from odoo.tools import SQL

from odoo.addons.crm_technical.models.sql.trades import NONE, is_ours

# Goods that go back to the customer after a repair name their return: they were delivered before.
_MOVED = SQL(
    """
    SELECT move.sale_line_id AS line_id,
           SUM(CASE WHEN target.usage = 'customer' AND source.usage != 'customer'
                         AND held.id IS NULL
                    THEN move.quantity * typed.factor / own.factor END)::float8 AS delivered,
           SUM(CASE WHEN source.usage = 'customer' AND target.usage != 'customer'
                    THEN move.quantity * typed.factor / own.factor END)::float8 AS returned
      FROM stock_move move
      JOIN stock_location source ON source.id = move.location_id
      JOIN stock_location target ON target.id = move.location_dest_id
      JOIN uom_uom typed ON typed.id = move.product_uom
      JOIN product_product variant ON variant.id = move.product_id
      JOIN product_template template ON template.id = variant.product_tmpl_id
      JOIN uom_uom own ON own.id = template.uom_id
 LEFT JOIN stock_move back ON back.id = move.origin_returned_move_id
 LEFT JOIN stock_location held ON held.id = back.location_id AND held.usage = 'customer'
     WHERE move.state = 'done' AND move.sale_line_id IS NOT NULL
     GROUP BY move.sale_line_id"""
)
_RATE = SQL("COALESCE(NULLIF(sale.currency_rate, 0), 1)")
_SOLD = SQL("(line.product_uom_qty * typed.factor / own.factor)::float8")


def figures(currency, marks=NONE):
    """What is sold counts on the day of its order, also what came back of it later; a rating on its
    own day, of a product that has a family or was sold by us. Quantities in the product's unit,
    amounts in the company's currency.

    :param currency: id of the reader's: ratings have no amount, but a total of two currencies is none
    :param marks: of other trades, see ``crm_technical/models/sql/trades.py``
    """
    return SQL(
        """
    SELECT line.id * 2 AS id, 'sale' AS kind, sale.id AS order_id, sale.date_order AS date,
           line.product_id, variant.product_tmpl_id, template.categ_id,
           template.tech_family_id AS family_id, entity.id AS partner_id, entity.industry_id,
           entity.country_id, sale.user_id, sale.team_id, sale.company_id, company.currency_id,
           %(sold)s AS ordered,
           COALESCE(moved.delivered, line.qty_delivered * typed.factor / own.factor)::float8
               AS delivered,
           COALESCE(moved.returned, 0)::float8 AS returned,
           line.price_subtotal / %(rate)s AS amount,
           line.margin / %(rate)s AS margin,
           COALESCE(moved.returned, 0) * line.price_subtotal / %(rate)s
               / NULLIF(%(sold)s, 0) AS returned_amount,
           100.0 * moved.returned / NULLIF(moved.delivered, 0) AS return_rate,
           NULL::float8 AS rating, NULL::int AS rating_count
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id
      JOIN res_company company ON company.id = sale.company_id
      JOIN res_partner customer ON customer.id = sale.partner_id
      JOIN res_partner entity ON entity.id = customer.commercial_partner_id
      JOIN product_product variant ON variant.id = line.product_id
      JOIN product_template template ON template.id = variant.product_tmpl_id
      JOIN uom_uom own ON own.id = template.uom_id
      JOIN uom_uom typed ON typed.id = line.product_uom_id
 LEFT JOIN (%(moved)s) moved ON moved.line_id = line.id
     WHERE sale.state = 'sale' AND line.display_type IS NULL AND %(ours)s
 UNION ALL
    SELECT rating.id * 2 + 1, 'rating', NULL, COALESCE(rating.rated_on, rating.write_date),
           variant.id, template.id, template.categ_id,
           template.tech_family_id, entity.id, entity.industry_id,
           entity.country_id, NULL, NULL, template.company_id, %(currency)s,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           rating.rating, 1
      FROM rating_rating rating
 LEFT JOIN product_product variant
           ON rating.res_model = 'product.product' AND variant.id = rating.res_id
      JOIN product_template template
           ON template.id = CASE WHEN rating.res_model = 'product.template' THEN rating.res_id
                                 ELSE variant.product_tmpl_id END
 LEFT JOIN res_partner customer ON customer.id = rating.partner_id
 LEFT JOIN res_partner entity ON entity.id = customer.commercial_partner_id
     WHERE rating.consumed AND rating.rating > 0
       AND rating.res_model IN ('product.template', 'product.product')
       AND (template.tech_family_id IS NOT NULL OR EXISTS (
            SELECT FROM sale_order_line line
              JOIN sale_order sale ON sale.id = line.order_id
              JOIN product_product sold ON sold.id = line.product_id
             WHERE sold.product_tmpl_id = template.id AND sale.state = 'sale' AND %(ours)s))""",
        ours=is_ours(marks),
        currency=currency,
        moved=_MOVED,
        rate=_RATE,
        sold=_SOLD,
    )


def share(part, whole):
    """Return the aggregate of one sum in percent of another, whatever the rows are."""
    return SQL("100.0 * SUM(%s) / NULLIF(SUM(%s), 0)", part, whole)
