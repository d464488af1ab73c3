from . import test_answers, test_needs, test_orders
