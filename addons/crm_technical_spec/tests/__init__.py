from . import (
    test_spec_concurrency,
    test_spec_finder,
    test_spec_honesty,
    test_spec_import,
    test_spec_model,
    test_spec_ranking,
    test_spec_security,
    test_spec_ui,
    test_spec_value,
)
