from . import spec_purchase_demo
