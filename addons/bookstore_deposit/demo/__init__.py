from . import lists, shop, till
