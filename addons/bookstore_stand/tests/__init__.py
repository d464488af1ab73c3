from . import (
    test_stand,
    test_stand_attack,
    test_stand_back,
    test_stand_concurrency,
    test_stand_lists,
    test_stand_merge,
    test_stand_property,
    test_stand_rights,
    test_stand_till,
    test_stand_tour,
    test_stand_undo,
)
