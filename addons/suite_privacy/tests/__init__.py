from . import test_lookup, test_register
