"""All SQL of the add-on: set-wise inserts, row locks and the few statements the ORM cannot say."""

from .messages import (
    claim_messages,
    forget_messages,
    insert_messages,
    latest_orders,
    overtaken_messages,
)
from .locks import (
    PASS_SPACE,
    claim,
    release_pass,
    take_orders_to_reserve,
    take_pass,
    try_advisory_lock,
)
from .promises import (
    levels_promised_otherwise,
    open_document_lines,
    promised_by_deliveries,
    promised_by_quotations,
)
from .stock import (
    dirty_products,
    forget_dirty,
    free_quantities,
    levels_touched_by_orders,
    mark_shop_dirty,
    mark_stock_dirty,
    newest_message,
    save_pushed,
    save_reasons,
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
