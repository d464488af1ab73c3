from . import (
    test_documents,
    test_due_dates,
    test_electronic_invoice,
    test_legal_figures,
    test_service_terms,
)
