from . import (
    test_rental_deposit,
    test_rental_deposit_attack,
    test_rental_deposit_bank,
    test_rental_deposit_portal,
    test_rental_deposit_threads,
)
