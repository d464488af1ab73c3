from . import (
    test_log,
    test_remote,
    test_remote_server,
    test_security,
)
