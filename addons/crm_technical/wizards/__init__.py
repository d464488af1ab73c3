from . import tech_quote_reject
