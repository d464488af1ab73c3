from . import (
    bookstore_answer_import,
    bookstore_directory_import,
    bookstore_directory_import_line,
    bookstore_need_mark,
    bookstore_response_reader,
    bookstore_response_import,
    bookstore_response_import_line,
    bookstore_service_import,
)
