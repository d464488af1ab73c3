from . import shop_commission_demo
