from . import (
    res_company,
    res_config_settings,
    product_template,
    rental_deposit,
    rental_deposit_card,
    payment_provider,
    payment_transaction,
    sale_order,
)
