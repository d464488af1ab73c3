from . import shop_buy_refusal
