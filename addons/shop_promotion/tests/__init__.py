from . import test_campaign, test_price_history, test_series
