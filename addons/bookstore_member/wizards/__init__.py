from . import (
    account_move_reversal,
    base_partner_merge,
    bookstore_member_check,
    bookstore_member_end,
    bookstore_member_pay,
    bookstore_member_run,
    loyalty_card_update_balance,
)
