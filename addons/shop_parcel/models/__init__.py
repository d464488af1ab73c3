from . import (
    stock_move,
    stock_move_line,
    stock_picking,
    stock_picking_batch,
    stock_picking_batch_desk,
    stock_warehouse,
)
