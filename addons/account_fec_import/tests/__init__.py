from . import (
    test_fec_opening,
    test_fec_round_trip,
    test_fec_rows,
    test_fec_safety,
    test_fec_take_over,
    test_fec_tour,
    test_fec_undo,
)
