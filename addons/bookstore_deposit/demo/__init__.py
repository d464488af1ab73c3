from . import shop, till
