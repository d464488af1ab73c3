from . import (
    test_concurrency,
    test_count,
    test_ownership,
    test_parcel,
    test_property,
    test_shop,
    test_statement,
    test_till,
    test_tours,
)
