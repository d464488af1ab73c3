"""Who reads what the bookshop adds to Odoo's own records; everybody else goes on without it."""

READERS = "bookstore_deposit.group_bookstore_user"
