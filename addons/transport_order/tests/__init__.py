from . import (
    test_concurrency,
    test_distance,
    test_driver,
    test_estimate,
    test_log,
    test_portal,
    test_portal_matrix,
    test_progress,
    test_retention,
    test_security,
    test_tours,
    test_users,
)
