from . import shop_promotion_demo
