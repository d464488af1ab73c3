from . import bookstore_stand_add, bookstore_stand_fill
