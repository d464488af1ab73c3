from . import (
    account_move,
    account_move_line,
    contract_contract,
    contract_line,
    res_partner,
    tech_contract,
    tech_contract_invoicing,
    tech_contract_pause,
)
