"""What is invoiced, due and collected: one row a rental invoice or credit note, one a payment."""

from odoo.tools import SQL


def money(today):
    """Amounts in the company's currency, taxes inside; a credit note is below zero.

    :param today: of the reader; an invoice is overdue from the day after the one it is due on
    """
    return SQL("%s UNION ALL %s", _invoices(today), _payments())


def _invoices(today):
    return SQL(
        """SELECT move.id * 2 AS id, 'invoice' AS kind, move.id AS move_id, move.partner_id,
                  booking.warehouse_id, move.company_id, company.currency_id,
                  move.rental_invoice_state AS state,
                  move.move_type = 'out_refund' AS is_credit_note,
                  coalesce(move.invoice_date, move.create_date::date) AS date,
                  CASE WHEN waits.for_money THEN move.invoice_date_due END AS due_date,
                  waits.for_money AND coalesce(move.invoice_date_due < %s, FALSE) AS is_overdue,
                  move.amount_total_signed AS amount,
                  CASE WHEN waits.for_money THEN move.amount_residual_signed ELSE 0 END AS due,
                  0 AS collected
             FROM %s
            CROSS JOIN LATERAL (SELECT move.rental_invoice_state = 'to_collect' AS for_money) waits
            WHERE %s""",
        today,
        _RENTAL,
        _SHOWN,
    )


def _payments():
    """Money that met an invoice, on the day it came: no credit note, exchange rate, VAT on payment."""
    return SQL(
        """SELECT partial.id * 2 + 1, 'payment', move.id, move.partner_id,
                  booking.warehouse_id, move.company_id, company.currency_id,
                  move.rental_invoice_state, move.move_type = 'out_refund', entry.date,
                  NULL, FALSE, 0, 0,
                  CASE WHEN line.id = partial.debit_move_id
                       THEN partial.amount ELSE -partial.amount END
             FROM %s
             JOIN account_move_line line
               ON line.move_id = move.id AND line.display_type = 'payment_term'
             JOIN account_partial_reconcile partial
               ON line.id IN (partial.debit_move_id, partial.credit_move_id)
             JOIN account_move_line other
               ON other.id IN (partial.debit_move_id, partial.credit_move_id)
              AND other.id != line.id
             JOIN account_move entry ON entry.id = other.move_id
            WHERE %s AND entry.move_type = 'entry' AND NOT EXISTS (
                  SELECT FROM account_partial_reconcile exchange
                   WHERE exchange.exchange_move_id = entry.id)""",
        _RENTAL,
        _SHOWN,
    )


_RENTAL = SQL(
    """account_move move
             JOIN res_company company ON company.id = move.company_id
        LEFT JOIN account_move origin ON origin.id = move.reversed_entry_id
             JOIN sale_order booking
               ON booking.id = coalesce(move.rental_order_id, origin.rental_order_id)"""
)
_SHOWN = SQL("move.is_rental AND move.rental_invoice_state IS NOT NULL")
