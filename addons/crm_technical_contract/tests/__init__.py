from . import (
    test_contract,
    test_contract_attacks,
    test_contract_changes,
    test_contract_informing,
    test_contract_portal,
    test_contract_ui,
)
