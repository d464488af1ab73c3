from . import test_at_once, test_buy, test_decisions, test_page, test_random
