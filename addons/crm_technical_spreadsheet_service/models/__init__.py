from . import digest_digest, spreadsheet_dashboard, tech_alert_rule
