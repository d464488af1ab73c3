from . import (
    shop_price,
    shop_campaign,
    shop_campaign_code,
    shop_campaign_line,
    shop_campaign_rule,
    shop_campaign_compile,
    shop_campaign_push,
    shop_campaign_series,
    shop_handler_campaign,
    shop_channel,
    shop_channel_voucher,
    shop_error,
)
