from . import (
    test_concurrency,
    test_export,
    test_layout,
    test_lost_race,
    test_outgoing,
    test_photo,
    test_workflow,
)
