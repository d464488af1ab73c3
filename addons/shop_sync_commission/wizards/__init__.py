from . import (
    base_partner_merge,
    commission_make_invoice,
    commission_make_settle,
    shop_commission_look,
    shop_commission_look_line,
)
