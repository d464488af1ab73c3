from . import test_catalogue, test_grid, test_killed, test_takeover
