from . import shop_catalog_spec_demo
