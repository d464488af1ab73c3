from . import test_bill_life, test_bill_safety
