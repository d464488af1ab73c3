from . import shop_catalog_demo
