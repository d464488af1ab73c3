"""A payment is known by its order reference and its number, no longer by its number alone."""

from odoo.tools import SQL


def migrate(cr, version):
    cr.execute("ALTER TABLE shop_payment ADD COLUMN IF NOT EXISTS scope varchar")
    cr.execute(
        """UPDATE shop_payment payment
              SET scope = coalesce(nullif(payment.reference, ''), (
                  SELECT min(o.shop_external_key) FROM shop_payment_sale_order_rel link
                    JOIN sale_order o ON o.id = link.sale_order_id
                   WHERE link.shop_payment_id = payment.id), payment.external_key)
            WHERE scope IS NULL"""
    )
    cr.execute(
        """SELECT indexname FROM pg_indexes WHERE tablename = 'shop_payment'
              AND indexdef LIKE 'CREATE UNIQUE%(channel_id, external_key)%'"""
    )
    for (name,) in cr.fetchall():
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
