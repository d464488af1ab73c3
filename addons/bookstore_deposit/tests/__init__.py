from . import (
    test_concurrency,
    test_count,
    test_orders,
    test_ownership,
    test_parcel,
    test_property,
    test_security,
    test_shop,
    test_statement,
    test_till,
    test_tours,
    test_undo,
)
