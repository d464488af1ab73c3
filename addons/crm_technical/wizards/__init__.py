from . import (
    mail_compose_message,
    tech_approval_refusal,
    tech_drift,
    tech_finder_quote,
    tech_quote_reject,
)
