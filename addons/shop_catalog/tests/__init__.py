from . import test_catalogue, test_grid, test_takeover
