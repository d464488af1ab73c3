from . import (
    res_company,
    res_config_settings,
    product_product,
    product_template,
    sale_order,
    sale_order_line,
    stock_warehouse,
    website,
    website_rental,
)
