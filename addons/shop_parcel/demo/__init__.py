from . import shop_parcel_demo
