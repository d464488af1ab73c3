from . import rental_deposit_demo
