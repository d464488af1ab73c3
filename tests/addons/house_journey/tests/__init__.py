from . import test_documents, test_french, test_home, test_journey, test_rights
