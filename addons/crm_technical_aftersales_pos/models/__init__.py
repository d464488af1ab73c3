from . import (
    account_move,
    account_move_line,
    pos_order,
    pos_order_line,
    stock_lot,
    stock_picking,
    tech_case,
    tech_case_line,
    tech_case_line_till,
)
