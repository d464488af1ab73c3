from . import bookstore_decide, bookstore_statement_compare
