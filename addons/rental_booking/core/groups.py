"""Who reads what a booking adds to Odoo's own records; everybody else goes on without it."""

READERS = "rental_booking.group_rental_booking_user"
