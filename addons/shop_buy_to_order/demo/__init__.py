from . import shop_buy_demo
