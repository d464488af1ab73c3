from . import (
    test_commission_agents,
    test_commission_attacks,
    test_commission_import,
    test_commission_paid,
    test_commission_race,
    test_commission_random,
    test_commission_tour,
)
