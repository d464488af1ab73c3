from . import test_ebics_keys, test_ebics_orders, test_ebics_downloads, test_ebics_safety
