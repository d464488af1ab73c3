from . import (
    account_move,
    fec_import,
    fec_import_mapping,
    fec_import_account,
    fec_import_check,
    fec_import_journal,
    fec_import_partner,
    fec_import_problem,
    fec_import_undo,
    fec_import_write,
)
