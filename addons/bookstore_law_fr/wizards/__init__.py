from . import bookstore_lending_gln, bookstore_till_law
