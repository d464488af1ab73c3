from . import (
    product_template,
    shop_channel,
    shop_listing,
    tech_spec_attribute,
    tech_spec_option,
    tech_spec_value,
)
