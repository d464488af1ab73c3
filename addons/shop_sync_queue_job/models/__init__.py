from . import shop_channel, shop_engine
