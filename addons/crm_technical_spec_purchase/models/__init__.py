from . import tech_specified_mixin  # isort: skip - the lines inherit it
from . import (
    product_product,
    purchase_order_line,
    res_company,
    res_config_settings,
    stock_move,
    stock_picking,
    tech_spec_finder,
    tech_spec_value,
)
