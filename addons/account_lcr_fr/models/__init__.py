from . import (
    account_bill_mixin,
    account_bill,
    account_bill_remittance,
    account_bill_return,
    account_journal,
    account_move,
    account_move_line,
    account_partial_reconcile,
    res_company,
    res_config_settings,
)
