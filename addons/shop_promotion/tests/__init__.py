from . import test_campaign, test_killed, test_price_history, test_series
