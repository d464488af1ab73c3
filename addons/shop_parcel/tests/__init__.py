from . import test_desk, test_batches, test_at_once, test_tour
