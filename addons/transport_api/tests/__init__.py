from . import (
    test_api,
    test_api_fuzz,
    test_api_matrix,
    test_api_orders,
    test_api_race,
    test_clients,
    test_log,
    test_security,
    test_webhook,
)
