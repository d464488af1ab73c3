from . import test_contract, test_contract_portal
