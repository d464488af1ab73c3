from . import (
    bookstore_answer_import,
    bookstore_directory_import,
    bookstore_directory_import_line,
    bookstore_need_mark,
    bookstore_service_import,
)
