from . import test_rental_flow
