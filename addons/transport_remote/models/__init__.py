from . import (
    res_company,
    res_config_settings,
    transport_estimator,
    transport_order,
)
