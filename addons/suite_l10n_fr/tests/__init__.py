from . import test_documents, test_due_dates, test_legal_figures
