from . import rental_alternative, rental_alternative_way, rental_cancel, rental_shelf_ticket
