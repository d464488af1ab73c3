from . import (
    res_company,
    res_config_settings,
    transport_document,
    transport_estimator,
    transport_order,
    transport_order_pull,
)
