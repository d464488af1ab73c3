from . import (
    account_move,
    account_move_line,
    fr_legal_figure,
    res_company,
    res_config_settings,
    transport_consignment_note,
    transport_estimator,
    transport_order,
    transport_order_note,
)
