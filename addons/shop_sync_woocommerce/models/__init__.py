from . import (
    shop_channel,
    shop_error,
    shop_mapping,
    shop_message,
    shop_order_builder,
    shop_refund,
)
