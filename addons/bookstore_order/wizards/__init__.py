from . import bookstore_answer_import, bookstore_need_mark
