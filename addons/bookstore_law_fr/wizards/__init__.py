from . import bookstore_lending_gln, bookstore_lending_gln_line, bookstore_till_law
