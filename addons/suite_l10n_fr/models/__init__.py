from . import (
    account_move,
    account_move_line,
    fr_legal_figure,
    fr_mentions,
    product_category,
    res_company,
    res_config_settings,
    res_partner,
    sale_order,
)
