from . import (
    test_access,
    test_documents,
    test_french,
    test_guards,
    test_holds,
    test_home,
    test_journey,
    test_law_documents,
    test_privacy,
    test_rights,
    test_robot,
    test_tiles,
)
