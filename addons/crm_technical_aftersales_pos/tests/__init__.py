from . import test_till, test_till_order, test_till_race
