from . import shop_listing_add, shop_listing_bulk
