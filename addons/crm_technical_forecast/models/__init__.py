from . import tech_forecast_family_mixin  # isort: skip - the forecast and the advice inherit it
from . import (
    product_template,
    res_company,
    res_config_settings,
    tech_forecast_advice,
    tech_forecast_campaign,
    tech_forecast_line,
    tech_forecast_run,
    tech_forecast_week,
)
