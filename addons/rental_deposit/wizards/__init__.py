from . import rental_deposit_keep
