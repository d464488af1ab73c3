from . import (
    test_client_attacks,
    test_client_concurrency,
    test_client_merge,
    test_client_money,
    test_client_orders,
    test_client_property,
    test_client_rights,
    test_client_tell,
    test_client_till,
    test_client_tour,
    test_client_undo,
)
