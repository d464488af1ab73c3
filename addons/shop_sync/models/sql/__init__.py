"""All SQL of the add-on: set-wise inserts, row locks and the few statements the ORM cannot say."""

from .messages import (
    claim_messages,
    forget_messages,
    insert_messages,
    overtaken_messages,
)
from .locks import (
    claim,
    release_pass,
    take_orders_to_reserve,
    take_pass,
    try_advisory_lock,
)
from .stock import (
    dirty_products,
    forget_dirty,
    free_quantities,
    mark_shop_dirty,
    mark_stock_dirty,
    save_pushed,
    uncounted_products,
    upsert_levels,
)
from .figures import (
    board_figures,
    count_day,
    refresh_orders_of_day,
)
from .throttle import (
    take_slot,
)
