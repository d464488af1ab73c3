from . import (
    bookstore_merge,
    bookstore_metadata_proposal,
    bookstore_metadata_record,
    bookstore_metadata_record_fel,
    bookstore_metadata_record_titles,
    bookstore_scan_mixin,
    product_product,
    product_template,
    product_template_fel,
    res_company,
    res_config_settings,
)
