from . import test_journey, test_rights
