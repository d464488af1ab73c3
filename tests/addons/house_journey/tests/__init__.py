from . import test_documents, test_journey, test_rights
