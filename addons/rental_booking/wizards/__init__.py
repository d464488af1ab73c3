from . import rental_cancel, rental_shelf_ticket
