from . import rental_cancel
