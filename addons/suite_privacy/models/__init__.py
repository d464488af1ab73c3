from . import res_partner, res_users, suite_privacy_entry, suite_privacy_search
