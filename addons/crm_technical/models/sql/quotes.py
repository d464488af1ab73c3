"""The analyses of quotes: one row a quote, one a family of it, one a criterion."""

from odoo.tools import SQL

from . import trades

_WON = SQL(
    """CASE WHEN sale.tech_quote_state = 'accepted' THEN 100.0
            WHEN sale.tech_quote_state IN ('rejected', 'expired') THEN 0.0 END"""
)
_ANSWERED = SQL(
    """CASE WHEN sale.tech_answered_on >= sale.tech_sent_on THEN
            EXTRACT(EPOCH FROM sale.tech_answered_on - sale.tech_sent_on) / 86400.0 END"""
)
_FACTS = SQL(
    """sale.id AS order_id, sale.partner_id, sale.user_id, sale.team_id, sale.company_id,
       sale.date_order AS date, sale.tech_sent_on AS sent_on, sale.tech_revision AS revision,
       sale.tech_quote_state AS quote_state, sale.tech_reject_reason_id AS reason_id,
       company.currency_id, %s AS win_rate, %s AS answer_days,
       %s AS answer_median""",
    _WON,
    _ANSWERED,
    _ANSWERED,
)


def _quotes(marks):
    """Condition on ``sale``: a quote that went to a customer, in its last version.

    An order that never was a quote (shop, counter) is none; superseded revisions are left out: the
    same need would be lost once for each of them.

    :param marks: of other trades, see ``trades.py``
    """
    return SQL(
        """sale.tech_sent_on IS NOT NULL
           AND sale.tech_quote_state NOT IN ('draft', 'superseded', 'cancelled') AND %s""",
        trades.is_ours(marks),
    )


def quotes(marks=trades.NONE):
    """One row per quote; ``win_rate`` is null until the customer has answered."""
    return SQL(
        """
    SELECT sale.id, %s, sale.amount_untaxed / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS amount,
           sale.margin / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS margin
      FROM sale_order sale
      JOIN res_company company ON company.id = sale.company_id
     WHERE %s""",
        _FACTS,
        _quotes(marks),
    )


def quotes_by_family(marks=trades.NONE):
    """One row per quote and family of what it offers; alternatives count for nothing."""
    return SQL(
        """
    SELECT MIN(line.id) AS id, template.tech_family_id AS family_id, %s,
           SUM(line.price_subtotal / COALESCE(NULLIF(sale.currency_rate, 0), 1)) AS amount,
           SUM(line.margin / COALESCE(NULLIF(sale.currency_rate, 0), 1)) AS margin
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id
      JOIN res_company company ON company.id = sale.company_id
      JOIN product_product variant ON variant.id = line.product_id
      JOIN product_template template ON template.id = variant.product_tmpl_id
     WHERE line.display_type IS NULL AND NOT COALESCE(line.tech_is_alternative, FALSE)
       AND template.tech_family_id IS NOT NULL AND %s
     GROUP BY sale.id, template.tech_family_id, company.currency_id""",
        _FACTS,
        _quotes(marks),
    )


def compliance_outcomes(marks=trades.NONE):
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
     WHERE %s""",
        _WON,
        _quotes(marks),
    )


def median(column):
    """Return the aggregate of the value that half of the rows stay under."""
    return SQL("percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)", column)
