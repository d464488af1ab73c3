"""All SQL of the add-on. Every function takes an environment and returns plain Python values."""

from .stock import (
    locked_places,
    stock_cells,
)
from .guards import (
    guard_code,
    guard_deposit,
    guard_inventories,
    guard_record,
    guard_titles,
)
from .ledger import (
    deposit_terms,
    ever_held,
    found_copies,
    had_own_copies,
    ledger_figures,
    open_exits,
    receipts_by_title,
    state_allocations,
    title_holders,
    waiting_copies,
)
from .counts import (
    count_differences,
    count_progress,
    count_totals,
    counted_copies,
    titles_left_to_count,
)
from .merge import (
    guard_merge,
    happened_to_titles,
    point_to,
)
from .titles import (
    last_entries,
    title_family,
    titles_short_at_sale_points,
    uninteresting_titles_in_stock,
)
from .figures import (
    change,
    sales_by_day,
    stock_and_sold,
    turns,
)
from .invariants import (
    altered_exits,
    broken_ledgers,
    broken_owners,
    broken_places,
    broken_statements,
    broken_undecided,
    broken_waiting,
)
