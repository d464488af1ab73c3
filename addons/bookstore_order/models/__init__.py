from . import (
    bookstore_answer,
    bookstore_need,
    bookstore_need_targets,
    bookstore_threshold,
    bookstore_today,
    product_template,
    purchase_order,
    purchase_order_file,
    purchase_order_line,
    res_partner,
)
