from . import test_connection, test_exactly_once, test_orders, test_stock
