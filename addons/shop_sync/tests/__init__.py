from . import (
    test_connection,
    test_import,
    test_follow,
    test_stock,
    test_shipment,
    test_engine,
    test_other_engine,
    test_exactly_once,
    test_inbound,
    test_odd,
    test_security,
    test_console,
)
