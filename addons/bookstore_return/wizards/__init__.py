from . import bookstore_return_search
