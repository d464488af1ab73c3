from . import (
    test_feed_import,
    test_feed_life,
    test_feed_refresh,
    test_feed_wizards,
    test_log,
    test_security,
)
