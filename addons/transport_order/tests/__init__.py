from . import (
    test_api,
    test_concurrency,
    test_distance,
    test_estimate,
    test_feed_import,
    test_portal,
    test_progress,
    test_remote,
    test_security,
    test_tours,
    test_users,
    test_webhook,
)
