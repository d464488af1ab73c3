from . import shop_listing_add
