from . import tech_approval_refusal, tech_drift, tech_quote_reject
