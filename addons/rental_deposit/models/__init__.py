from . import (
    res_company,
    res_config_settings,
    product_template,
    rental_deposit,
    rental_deposit_card,
    rental_deposit_bank,
    payment_provider,
    payment_transaction,
    rental_slip,
    sale_order,
    sale_order_follow,
)
