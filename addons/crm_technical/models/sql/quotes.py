"""All SQL of the add-on: the two analyses."""

from odoo.tools import SQL

_WON = SQL(
    """CASE WHEN sale.tech_quote_state = 'accepted' THEN 100.0
            WHEN sale.tech_quote_state IN ('rejected', 'expired') THEN 0.0 END"""
)


def quotes_by_family():
    """One row per quote and family; ``win_rate`` is null until the customer has answered.

    Superseded revisions are left out: the same need would be lost once for each revision.
    """
    return SQL(
        """
    SELECT MIN(line.id) AS id, sale.id AS order_id, sale.partner_id, sale.user_id, sale.team_id,
           sale.company_id, sale.date_order AS date, sale.tech_quote_state AS quote_state,
           sale.tech_reject_reason_id AS reason_id, template.tech_family_id AS family_id,
           company.currency_id,
           SUM(line.price_subtotal / COALESCE(NULLIF(sale.currency_rate, 0), 1)) AS amount,
           SUM(line.margin / COALESCE(NULLIF(sale.currency_rate, 0), 1)) AS margin,
           %s AS win_rate
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id
      JOIN res_company company ON company.id = sale.company_id
      JOIN product_product variant ON variant.id = line.product_id
      JOIN product_template template ON template.id = variant.product_tmpl_id
     WHERE line.display_type IS NULL
       AND sale.tech_quote_state NOT IN ('superseded', 'cancelled')
     GROUP BY sale.id, template.tech_family_id, company.currency_id""",
        _WON,
    )


def compliance_outcomes():
    """One row per criterion of a quote: its verdict and what became of the quote."""
    return SQL(
        """
    SELECT row.id, row.order_id, row.attribute_id, row.verdict, row.must, row.company_id,
           sale.partner_id, sale.user_id, sale.date_order AS date,
           sale.tech_quote_state AS quote_state, template.tech_family_id AS family_id,
           CASE WHEN row.verdict IN ('fail', 'near') THEN 100.0 ELSE 0.0 END AS failure_rate,
           CASE WHEN decisive.tech_spec_attribute_id IS NOT NULL THEN 1 ELSE 0 END AS decisive,
           %s AS win_rate
      FROM tech_compliance row
      JOIN sale_order sale ON sale.id = row.order_id
      JOIN sale_order_line line ON line.id = row.order_line_id
      JOIN product_product variant ON variant.id = line.product_id
      JOIN product_template template ON template.id = variant.product_tmpl_id
 LEFT JOIN sale_order_tech_spec_attribute_rel decisive
           ON decisive.sale_order_id = sale.id
          AND decisive.tech_spec_attribute_id = row.attribute_id
     WHERE sale.tech_quote_state NOT IN ('superseded', 'cancelled')""",
        _WON,
    )
