from . import (
    shop_category,
    shop_listing,
    shop_listing_compile,
    shop_listing_push,
    shop_listing_takeover,
    shop_handler_listing,
    shop_channel,
    shop_error,
    product_template,
    product_pricelist,
    product_pricelist_item,
    product_product,
)
