from . import money, tickets
