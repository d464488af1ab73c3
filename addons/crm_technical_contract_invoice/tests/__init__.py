from . import (
    test_contract_invoice,
    test_contract_invoice_portal,
    test_contract_invoice_random,
    test_contract_invoice_safety,
)
