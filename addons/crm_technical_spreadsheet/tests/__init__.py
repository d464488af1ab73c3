from . import test_alerts, test_dashboards, test_figures, test_other_trades
