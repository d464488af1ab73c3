from . import (
    res_company,
    res_config_settings,
    res_partner,
    tech_contract,
    tech_contract_alert,
    tech_contract_line,
    tech_contract_obligation,
    tech_contract_term,
    tech_index,
    tech_index_value,
)
