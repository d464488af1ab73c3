from . import digest_digest, tech_alert_rule
