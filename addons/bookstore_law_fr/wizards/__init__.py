from . import bookstore_till_law
