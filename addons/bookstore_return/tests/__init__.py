from . import test_requests, test_what_is_here
