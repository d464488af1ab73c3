from . import (
    account_move,
    account_move_line,
    dunning_interest,
    dunning_level,
    dunning_plan,
    dunning_reminder,
    dunning_reminder_line,
    dunning_run,
    res_partner,
    suite_hold,
)
