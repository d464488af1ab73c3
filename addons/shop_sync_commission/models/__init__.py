from . import (
    account_invoice_line_agent,
    account_move_line,
    commission_line_mixin,
    commission_mixin,
    commission_settlement,
    commission_settlement_line,
    commission_settlement_statement,
    res_partner,
    sale_order,
    sale_order_line,
    sale_order_line_agent,
    shop_commission_rule,
)
