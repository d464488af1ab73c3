"""Sales of goods by day beside those of a year before; copies, their worth and how they turn."""

from odoo.tools import SQL


def _sold(zone):
    """What customers got, at the till or by invoice; an invoice of a till's order is the till's."""
    return SQL(
        """
        SELECT line.id * 4 AS id, line.product_id, 'till' AS channel,
               (sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS date,
               place.warehouse_id, place.id AS location_id, sale.company_id, line.qty AS copies,
               line.price_subtotal / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS amount,
               line.price_subtotal_incl / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS amount_total,
               (SELECT MAX(tax.account_tax_id) FROM account_tax_pos_order_line_rel tax
                 WHERE tax.pos_order_line_id = line.id) AS tax_id,
               place.bookstore_use = 'sale_point' AS is_bookshop
          FROM pos_order_line line
          JOIN pos_order sale ON sale.id = line.order_id
          JOIN pos_config till ON till.id = sale.config_id
          JOIN stock_picking_type kind ON kind.id = till.picking_type_id
     LEFT JOIN stock_location place ON place.id = kind.default_location_src_id
         WHERE sale.state NOT IN ('draft', 'cancel')
     UNION ALL
        SELECT line.id * 4 + 1, line.product_id, 'invoice', bill.invoice_date, shop.id,
               shop.lot_stock_id, bill.company_id,
               COALESCE(unit.factor / own.factor, 1)
                   * CASE WHEN bill.move_type = 'out_refund' THEN -line.quantity
                          ELSE line.quantity END,
               -line.balance,
               CASE WHEN line.price_subtotal = 0 THEN 0
                    ELSE -line.balance * line.price_total / line.price_subtotal END,
               (SELECT MAX(tax.account_tax_id) FROM account_move_line_account_tax_rel tax
                 WHERE tax.account_move_line_id = line.id),
               place.bookstore_use = 'sale_point'
          FROM account_move_line line
          JOIN account_move bill ON bill.id = line.move_id
     LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
     LEFT JOIN product_product title ON title.id = line.product_id
     LEFT JOIN product_template record ON record.id = title.product_tmpl_id
     LEFT JOIN uom_uom own ON own.id = record.uom_id
     LEFT JOIN LATERAL (SELECT ordered.warehouse_id
                          FROM sale_order_line_invoice_rel link
                          JOIN sale_order_line sold ON sold.id = link.order_line_id
                          JOIN sale_order ordered ON ordered.id = sold.order_id
                         WHERE link.invoice_line_id = line.id LIMIT 1) origin ON TRUE
     LEFT JOIN stock_warehouse shop ON shop.id = origin.warehouse_id
     LEFT JOIN stock_location place ON place.id = shop.lot_stock_id
         WHERE bill.state = 'posted' AND bill.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
           AND line.display_type = 'product'
           AND NOT EXISTS (SELECT FROM pos_order till WHERE till.account_move = bill.id)
        """,
        zone=zone,
    )


def sales_by_day(today, zone):
    """Sub-query: one row a line sold, and one that shows it a year later as the year before.

    Goods only: carriage, deposits paid and money put on cards are no sales of a bookshop.
    """
    return SQL(
        """
        WITH sold AS (%(sold)s),
             goods AS (
             SELECT sold.*, COALESCE(title.bookstore_merged_into_id, title.id) AS title_id
               FROM sold
               JOIN product_product title ON title.id = sold.product_id
               JOIN product_template record ON record.id = title.product_tmpl_id
              WHERE record.type = 'consu' AND (record.bookstore_is_title OR sold.is_bookshop)),
             days AS (
             SELECT id, date, title_id, channel, warehouse_id, location_id, company_id, tax_id,
                    copies, amount, amount_total, 0 AS amount_before
               FROM goods
          UNION ALL
             SELECT id + 2, (date + interval '1 year')::date, title_id, channel, warehouse_id,
                    location_id, company_id, tax_id, 0, 0, 0, amount
               FROM goods WHERE date + interval '1 year' <= %(today)s)
        SELECT days.id, days.date, days.channel, title.id AS product_id, title.product_tmpl_id,
               record.categ_id, record.bookstore_publisher_id AS publisher_id, days.warehouse_id,
               days.location_id, days.company_id, days.tax_id, days.copies::int AS copies, days.amount,
               days.amount_total - days.amount AS tax_amount, days.amount_total,
               days.amount_before, NULL::float8 AS growth
          FROM days
          JOIN product_product title ON title.id = days.title_id
          JOIN product_template record ON record.id = title.product_tmpl_id
        """,
        sold=_sold(zone),
        today=today,
    )


def change(now, before):
    """Aggregate: what was sold against the year before, in percent; none without a year before."""
    return SQL(
        "100.0 * (SUM(%(now)s) - SUM(%(before)s)) / NULLIF(SUM(%(before)s), 0)",
        now=now,
        before=before,
    )


def stock_and_sold(now):
    """Sub-query: one row a stock line of a title, one a sale of the last twelve months."""
    return SQL(
        """
        WITH moved AS (
             SELECT quant.id * 2 AS id, quant.product_id, quant.location_id, quant.owner_id,
                    place.company_id, quant.quantity AS copies, 0 AS sold
               FROM stock_quant quant
               JOIN stock_location place ON place.id = quant.location_id
              WHERE place.usage IN ('internal', 'transit')
          UNION ALL
             SELECT move.id * 2 + 1, move.product_id,
                    CASE WHEN target.usage = 'customer' THEN source.id ELSE target.id END,
                    NULL, move.company_id, 0,
                    unit.factor / own.factor
                        * CASE WHEN target.usage = 'customer' THEN move.quantity
                               ELSE -move.quantity END
               FROM stock_move move
               JOIN uom_uom unit ON unit.id = move.product_uom
               JOIN product_product title ON title.id = move.product_id
               JOIN product_template record ON record.id = title.product_tmpl_id
               JOIN uom_uom own ON own.id = record.uom_id
               JOIN stock_location source ON source.id = move.location_id
               JOIN stock_location target ON target.id = move.location_dest_id
              WHERE move.state = 'done' AND move.date > %(now)s::timestamp - interval '1 year'
                AND move.date <= %(now)s
                AND (source.usage IN ('internal', 'transit') AND target.usage = 'customer'
                     OR source.usage = 'customer' AND target.usage IN ('internal', 'transit'))
                AND COALESCE(move.bookstore_kind, '') != 'ownership')
        SELECT moved.id, title.id AS product_id, title.product_tmpl_id, record.categ_id,
               record.bookstore_publisher_id AS publisher_id, moved.location_id, moved.company_id,
               CASE WHEN moved.id %% 2 = 1 THEN NULL
                    WHEN owned.is_firm THEN 'firm'
                    WHEN moved.owner_id = company.bookstore_undecided_partner_id THEN 'undecided'
                    ELSE 'deposit' END AS owner_kind,
               CASE WHEN owned.is_firm THEN NULL ELSE moved.owner_id END AS owner_id,
               moved.copies::int AS copies,
               CASE WHEN owned.is_firm THEN moved.copies * COALESCE(
                        (title.standard_price ->> company.id::text)::numeric, 0) ELSE 0 END
                   AS cost_value,
               moved.copies * COALESCE(record.list_price, 0) AS public_value,
               moved.sold::int AS sold, NULL::float8 AS rotation
          FROM moved
          JOIN product_product written ON written.id = moved.product_id
          JOIN product_product title
            ON title.id = COALESCE(written.bookstore_merged_into_id, written.id)
          JOIN product_template record ON record.id = title.product_tmpl_id
          JOIN res_company company ON company.id = moved.company_id
    CROSS JOIN LATERAL (SELECT moved.owner_id IS NULL OR moved.owner_id = company.partner_id
                               AS is_firm) owned
         WHERE record.bookstore_is_title
        """,
        now=now,
    )


def turns(sold, copies):
    """Aggregate: copies sold in a year for each copy here; none where there is no copy."""
    return SQL(
        "1.0 * SUM(%(sold)s) / NULLIF(GREATEST(SUM(%(copies)s), 0), 0)", sold=sold, copies=copies
    )
