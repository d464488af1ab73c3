from . import spreadsheet_dashboard, tech_alert_rule, tech_alert_state
