from . import lists, statement
