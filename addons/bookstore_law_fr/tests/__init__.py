from . import (
    test_chain,
    test_delivery,
    test_lending,
    test_prices,
    test_terms,
    test_till,
    test_till_tour,
)
