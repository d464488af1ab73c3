from . import forecast_demo
