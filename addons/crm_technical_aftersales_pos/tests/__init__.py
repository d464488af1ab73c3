from . import test_till, test_till_race, test_till_tour
