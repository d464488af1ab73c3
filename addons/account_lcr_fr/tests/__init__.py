from . import test_bill_life, test_bill_safety, test_bill_statement, test_bill_tour
