from . import test_dashboards, test_service_alerts, test_service_digest, test_service_figures
