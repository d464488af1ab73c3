from . import test_alerts, test_dashboards, test_figures, test_figures_tour, test_other_trades
