from . import (
    bookstore_decide,
    bookstore_list_add,
    bookstore_parcel_question,
    bookstore_parcel_question_line,
    bookstore_statement_compare,
    bookstore_undo,
    bookstore_undo_line,
)
