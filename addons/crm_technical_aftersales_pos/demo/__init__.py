from . import aftersales_pos_demo
