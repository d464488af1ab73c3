from . import test_suite_home
