from . import (
    test_aftersales_tour,
    test_attacks,
    test_case,
    test_clock,
    test_decisions,
    test_doors,
    test_holds,
    test_mail_race,
    test_portal,
    test_race,
    test_rates,
)
