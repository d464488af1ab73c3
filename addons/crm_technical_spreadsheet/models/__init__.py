from . import tech_alert_rule, tech_alert_state
