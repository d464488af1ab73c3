from . import test_dashboards, test_figures, test_figures_tour
