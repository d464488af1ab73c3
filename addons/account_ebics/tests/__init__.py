from . import (
    test_ebics_batches,
    test_ebics_downloads,
    test_ebics_keys,
    test_ebics_orders,
    test_ebics_safety,
    test_ebics_sending,
    test_ebics_tour,
    test_second_client,
)
