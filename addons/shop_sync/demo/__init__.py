from . import shop_demo
