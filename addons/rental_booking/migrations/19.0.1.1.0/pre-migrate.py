"""Columns that stored computed fields would otherwise fill row by row."""


def migrate(cr, version):
    cr.execute(
        """ALTER TABLE rental_occupation
            ADD COLUMN IF NOT EXISTS planned_end timestamp,
            ADD COLUMN IF NOT EXISTS history boolean"""
    )
    cr.execute(
        """UPDATE rental_occupation
              SET planned_end = date_end,
                  history = (released_at IS NOT NULL AND date_end = released_at)"""
    )
    # bookings that came back before the real end was kept on their rows
    cr.execute(
        """UPDATE rental_occupation occupation
              SET history = TRUE
             FROM sale_order booking
            WHERE booking.id = occupation.order_id AND occupation.kind = 'booking'
              AND NOT occupation.blocking AND booking.rental_returned_on IS NOT NULL"""
    )
