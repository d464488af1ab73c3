from . import test_answers, test_needs, test_orders, test_reorder, test_reorder_tour
