from . import test_rental_deposit, test_rental_deposit_portal
