from . import campaign_codes
