from . import test_documents, test_french, test_journey, test_rights
