from . import shop_inbound_key
