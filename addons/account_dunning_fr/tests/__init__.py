from . import (
    test_dunning_amounts,
    test_dunning_hold,
    test_dunning_run,
    test_dunning_safety,
    test_dunning_tour,
)
