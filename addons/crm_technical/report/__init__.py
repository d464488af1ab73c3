from . import tech_compliance_report, tech_quote_report, tech_quote_family_report  # isort: skip
