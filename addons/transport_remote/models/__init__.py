from . import (
    res_company,
    res_config_settings,
    transport_document,
    transport_inspection,
    transport_estimator,
    transport_order,
    transport_order_refused,
    transport_order_send,
    transport_order_pull,
    transport_order_files,
)
