from . import (
    test_attacks,
    test_contributions,
    test_concurrency,
    test_order_lines,
    test_parts,
    test_portal,
    test_property,
    test_spending,
    test_statements,
    test_till,
    test_tour,
)
