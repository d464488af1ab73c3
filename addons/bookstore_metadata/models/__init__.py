from . import (
    bookstore_merge,
    bookstore_metadata_proposal,
    bookstore_metadata_record,
    bookstore_metadata_record_titles,
    bookstore_scan_mixin,
    product_product,
    product_template,
)
