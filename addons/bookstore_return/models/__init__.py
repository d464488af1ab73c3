from . import (
    bookstore_merge,
    bookstore_parcel,
    bookstore_parcel_undo,
    bookstore_return_request,
    bookstore_return_request_undo,
    bookstore_return_request_line,
    res_partner,
)
