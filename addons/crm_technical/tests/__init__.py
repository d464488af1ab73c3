from . import (
    test_customer_360,
    test_nothing_lost,
    test_quote_analysis,
    test_quote_approval,
    test_quote_compliance,
    test_quote_followup,
    test_quote_limits,
    test_quote_portal,
    test_quote_revision,
    test_requirement,
    test_security,
    test_ui,
)
