from . import shop_engine
